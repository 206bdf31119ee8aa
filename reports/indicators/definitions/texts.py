"""What a definition tells, and whom it cites most."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a definition; ``needs`` is the data, ``traps`` what misleads."""

    name_ko: str
    name_en: str
    name_ja: str
    formula: str
    needs: str
    reading: str
    traps: str
    reference: str

    def name(self, language: str) -> str:
        """Return the name in ``ko``, ``en`` or ``ja``; English for any other."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language, self.name_en)


MIC = "MIC (Japan), yearly survey on Furusato Nozei"
MOIS = "MOIS (Korea), yearly release"
BOTH = f"{MIC}; {MOIS}"
