"""Digits: where they come from, and what can be done to one before a network sees it.

Uses only the files at the top of the package.
"""

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.centring import prepare
from mnist_core.data.digits import MNIST, Digits, brightness, scale
from mnist_core.data.files import SHA256, missing_files, raw_folder
from mnist_core.data.mnist import already_tried, data_root, load_mnist, load_sample
from mnist_core.data.nudge import Nudge
from mnist_core.data.photo import Photo, read_image, read_photo
