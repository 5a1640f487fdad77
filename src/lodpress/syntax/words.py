"""The words by which headers, headings and credits are known, language by language."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionWords:
    """One language's words, as regular expressions without groups; `language` is a BCP 47 tag."""

    language: str
    header: str
    using: str
    resume: str
    key_ideas: str
    interviewer: str
    curator: str


WORDS = (
    SectionWords("en", r"concept (?:graph|map)s?(?: (?:&|and) resume)?", r"using|with|by|made with", r"resume|summary|abstract",
                 r"key (?:ideas|points|takeaways)", r"(?:interview(?:ed)?|talk|conversation|recorded) (?:by|with host)",
                 r"(?:built|curated|created|made|edited) by"),
    SectionWords("es", r"(?:grafo|mapa) (?:de conceptos|conceptual)(?: y resumen)?", r"con|usando|hecho con", r"resumen",
                 r"ideas (?:clave|principales)|puntos clave", r"entrevista (?:de|por|a cargo de)",
                 r"(?:creado|hecho|elaborado|construido|editado) por"),
    SectionWords("de", r"(?:konzept|begriffs)[- ]?(?:graph|karte|landkarte)(?: (?:&|und) zusammenfassung)?", r"mit|von",
                 r"zusammenfassung|überblick", r"(?:kern|haupt|schlüssel)(?:ideen|gedanken|aussagen)|wichtigste ideen",
                 r"(?:interview|gespräch)(?: geführt)? von", r"(?:erstellt|gebaut|kuratiert|herausgegeben) von"),
    SectionWords("fr", r"(?:graphe|carte) (?:de concepts|conceptuel(?:le)?)", r"avec|par", r"résumé|synthèse",
                 r"idées[ -]clés|points clés", r"(?:interview|entretien) (?:par|de)", r"(?:créé|réalisé|conçu|édité) par"),
    SectionWords("it", r"(?:grafo|mappa) (?:dei concetti|concettuale)", r"con", r"riassunto|sintesi",
                 r"idee (?:chiave|principali)", r"intervista (?:di|a cura di)", r"(?:creato|realizzato|costruito) da"),
    SectionWords("pt", r"(?:grafo|mapa) (?:de conceitos|conceitual|conceptual)", r"com|usando", r"resumo|síntese",
                 r"ideias[ -]chave|ideias principais", r"entrevista (?:de|por)", r"(?:criado|feito|construído) por"),
    SectionWords("ja", r"(?:概念|コンセプト)(?:グラフ|マップ)", r"", r"要約|概要|まとめ|要旨", r"(?:重要|主要)な?(?:アイデア|アイディア|考え|ポイント)",
                 r"(?:インタビュー|聞き手) ?[:：]?", r"(?:制作|作成|編集|構成) ?[:：]?"),
    SectionWords("zh", r"概念(?:图|圖)", r"使用|由", r"摘要|总结|總結", r"(?:关键|關鍵|核心)(?:思想|观点|觀點|想法)",
                 r"(?:采访|採訪|访谈|訪談) ?[:：]?", r"(?:制作|製作|编辑|編輯) ?[:：]?"),
    SectionWords("ar", r"(?:مخطط|خريطة) (?:ال)?(?:مفاهيم|مفاهيمي)", r"باستخدام|بواسطة", r"(?:ال)?ملخص|(?:ال)?خلاصة",
                 r"(?:ال)?(?:أفكار|افكار) (?:ال)?(?:رئيسية|أساسية)", r"مقابلة (?:أجراها|أجرتها|من)|أجرى المقابلة|حاوره",
                 r"أعدّ?ها|أعدّ?تها|إعداد|من إعداد"),
)  # fmt: skip

_OPEN = r"^\s*(?:#{1,6}\s*|\*{1,2})?"
_CLOSE = r"\s*(?:\*{1,2})?\s*[:：]?\s*(?:\*{1,2})?\s*$"
_NUMBER = r"(?P<before>\d+)?\s*(?:の|个|個)?\s*"
_COUNT_AFTER = r"\s*(?:[(（]\s*(?P<after>\d+)\s*[)）])?"


def _alternatives(field: str) -> str:
    """Each language's expression as a group named by its language."""
    return "|".join(f"(?P<{w.language}>{getattr(w, field)})" for w in WORDS if getattr(w, field))


HEADER = re.compile(_OPEN + rf"(?:{_alternatives('header')})(?![\w])(?P<rest>.*)$", re.IGNORECASE)
RESUME = re.compile(_OPEN + rf"(?:{_alternatives('resume')}){_CLOSE}", re.IGNORECASE)
RESUME_WITH_TEXT = re.compile(
    _OPEN + rf"(?:{_alternatives('resume')})\s*[:：]\s+(?P<text>\S.*)$", re.IGNORECASE
)
KEY_IDEAS = re.compile(
    _OPEN + _NUMBER + rf"(?:{_alternatives('key_ideas')})" + _COUNT_AFTER + _CLOSE, re.IGNORECASE
)
USING = re.compile("|".join(rf"(?:{w.using})\b" for w in WORDS if w.using), re.IGNORECASE)
INTERVIEWER = re.compile("|".join(rf"(?:{w.interviewer})" for w in WORDS), re.IGNORECASE)
CURATOR = re.compile("|".join(rf"(?:{w.curator})" for w in WORDS), re.IGNORECASE)


def language_of(match: re.Match[str]) -> str | None:
    """The language whose words matched."""
    named = match.groupdict()
    return next((w.language for w in WORDS if named.get(w.language)), None)
