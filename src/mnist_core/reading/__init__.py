"""What one forward pass says about one digit, to the number; nothing is drawn.

Uses the models and data rooms, and the files at the top.
"""

from mnist_core.reading.activity import ACTIVE_OUTPUT_ABOVE, Activity, Column, Edges
from mnist_core.reading.feature_maps import FeatureMaps, MapColumn
from mnist_core.reading.gallery import SEEN_BEFORE, Gallery, Wanted
from mnist_core.reading.reading import HISTOGRAM_BINS, Reading, read, read_many
from mnist_core.reading.slides import Mistakes, OwnReadings, Slides
from mnist_core.reading.view import HISTORY, Reach, View, view_of
from mnist_core.reading.words import a, describe, title_of
