"""The networks, one file each, and the weights files and cards that travel with them.

Uses the data room, and the files at the top.
"""

from mnist_core.models.card import ModelCard
from mnist_core.models.cnn import CNN
from mnist_core.models.ensemble import Ensemble
from mnist_core.models.evaluation import Evaluation, eval_mode, evaluate, logits_of
from mnist_core.models.mlp import H1, H2, MLP
from mnist_core.models.network import Network, count_parameters
from mnist_core.models.registry import NETWORKS, identity_of, new_model
from mnist_core.models.weights import (
    ORIGINAL,
    check_can_save,
    load_weights,
    save_weights,
    shipped,
)
