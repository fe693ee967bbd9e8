"""Where the typeface of figures and documents lies."""

from pathlib import Path

import font_source_sans_pro

#: Folder of its files, one for each weight and slant.
FONT_FOLDER = Path(font_source_sans_pro.font_directory)
