"""What moves under a hand in a notebook with a kernel: the dashboard.

Needs ipywidgets. Uses the panels, and what is below them.
"""

from mnist_core.widgets.dashboard import Dashboard
from mnist_core.widgets.live import WIDGET_VIEW, Live
from mnist_core.widgets.state import State
