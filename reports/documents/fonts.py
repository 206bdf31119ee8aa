"""The fonts of charts and PDF, from installed packages: Hangul and Hanja, then kana."""

from importlib.util import find_spec
from pathlib import Path

FONTS = (
    ("koreanize_matplotlib", "fonts/NanumGothic.ttf"),
    ("koreanize_matplotlib", "fonts/NanumGothicBold.ttf"),
    ("matplotlib_fontja", "fonts/ipaexg.ttf"),
)


def font_files() -> list[Path]:
    """Return the font files that charts and PDF use, from installed packages."""
    return [_folder(package) / file for package, file in FONTS]


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the fonts of {package} are not installed", name=package)
    return Path(spec.origin).parent
