"""What moves under a hand in a notebook: the dashboard, and pieces about one idea each.

Needs ipywidgets. Uses the panels, and what is below them.
"""

from mnist_core.widgets import pieces
from mnist_core.widgets.dashboard import Dashboard
from mnist_core.widgets.live import WIDGET_VIEW, Live
from mnist_core.widgets.state import State
