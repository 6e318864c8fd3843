"""How one epoch is computed. Four engines, one result.

=========== ======================== ==============================================
name        for                      what it is
=========== ======================== ==============================================
cuda-graph  this network, NVIDIA GPU the buffered step, recorded and played back
buffered    this network, CPU        gradients written out, every buffer made once
autograd    any network, any device  the loop everyone can read
distributed several processes        that loop, each with its share of every batch
=========== ======================== ==============================================

Only the last two know other optimizers than plain Adam, schedules, weight decay,
augmentation and smoothing: the first two take short cuts that these would make wrong.
The last is not chosen by name but by starting several processes.

A new engine is one file here and one row in ``ENGINES``, before all slower ones; it
says itself what it can train (:meth:`Engine.unfit`). Uses the settings of
a run, and the models and data rooms; never the loop above it.
"""

from mnist_core.training.engines.autograd import AutogradEngine
from mnist_core.training.engines.base import Engine, OptimizerState, Tally
from mnist_core.training.engines.buffered import BufferedEngine
from mnist_core.training.engines.cuda_graph import CudaGraphEngine
from mnist_core.training.engines.distributed import DistributedEngine
from mnist_core.training.engines.steps import memories

ENGINES: dict[str, type[Engine]] = {
    engine.name: engine for engine in (CudaGraphEngine, BufferedEngine, AutogradEngine)
}
