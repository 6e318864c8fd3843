"""What can go wrong through no fault of the code.

Each message is one line that says what happened and what to do about it. The
command line prints that line and ends with exit status 2; in a notebook the
same line is the last thing of the traceback.
"""


class MnistCoreError(Exception):
    """Base of every error that a user, a disk or a network can cause."""


class DataError(MnistCoreError):
    """The MNIST files are missing, damaged, or cannot be fetched."""


class ConfigError(MnistCoreError, ValueError):
    """A setting has a value it cannot have."""


class DeviceError(MnistCoreError):
    """The device or engine asked for does not exist here."""


class ImageError(MnistCoreError):
    """A photo cannot be read as one digit."""


class WeightsError(MnistCoreError):
    """A file does not hold weights of a network of this course."""


class CheckpointError(MnistCoreError):
    """A checkpoint is damaged, or belongs to another run."""


class ProcessError(MnistCoreError):
    """Of several processes that train together, one has died."""


class DisplayError(MnistCoreError):
    """No window can be opened here, or a film cannot be made."""
