"""How a network learns: settings, the loop, its engines, what a run leaves behind.

Adam is in three places, tested to do the same: formula by formula in
``by_hand.adam_step``; PyTorch's own in ``engines/autograd``; PyTorch's kernel, called
directly for all parameters at once, in ``engines/buffered``, which
``engines/cuda_graph`` records.

Uses the models and data rooms, and the files at the top.
"""

from mnist_core.training.card import make_card
from mnist_core.training.config import TrainConfig
from mnist_core.training.denormals import flushed_denormals
from mnist_core.training.engines import ENGINES, Engine
from mnist_core.training.engines.buffered import BufferedEngine
from mnist_core.training.group import Seat, choose_shared_place
from mnist_core.training.interrupt import HeldCtrlC
from mnist_core.training.loop import train
from mnist_core.training.moments import STRIDE, interesting_moments
from mnist_core.training.place import Place, choose_device, choose_engine, choose_place
from mnist_core.training.records import TrainResult
from mnist_core.training.together import train_together
