"""A hundred documents made by chance, the same on every run, for what needs many: queries across documents, stores.

They hold what documents hold in the wild: nested themes, lines of every style, with text and without,
lines back, circles, classes that disagree, ideas only drawn and ideas only listed, several languages and
scripts, characters beyond U+FFFF; and what documents share: themes, models, people, labels of ideas.
No letter is in it whose lower case engines see differently (rule 7 of the queries), and none between U+E000
and U+FFFF, which Fuseki sorts behind those beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from lodpress.mapping.document import MappedDocument
from lodpress.publishing import DocumentInput, Press, make_engines
from lodpress.settings import Settings

COUNT = 100

_MODELS = ("Moonshot Kimi K2", "OLMo 2 32B", "Qwen3 30B A3B", "Falcon 3 10B")
_PEOPLE = ("Ana Example", "Bo Sample", "Cleo Muster", "Dev Placeholder", "Eva Beispiel", "Ana Sample")
_LINES = ("-->", "-.->", "==>", "---", "<-->", "--o", "--x", "---->", "-.-", "===", "~~~")
_LABELLED = ("-->|{}|", "-.->|{}|", "==>|{}|", "-- {} -->", "---|{}|", "<-->|{}|")
_SHAPES = ('["{}"]', '["{}"]', "[{}]", "({})", "([{}])", "{{{{{}}}}}", '("{}")')
_ASIDES = ("🌊", "𝔸", "é", "10 %", "R&D", "C:\\x", "50 €", "𐌰", "½", "„x“", "it’s", "e\u0301")


@dataclass(frozen=True, slots=True)
class _Language:
    """One language's headings, and words of which labels and texts are made; `blank` stands between words."""

    header: str
    resume: str
    key_ideas: str
    credits: str
    themes: tuple[str, ...]
    things: tuple[str, ...]
    acts: tuple[str, ...]
    blank: str = " "
    digits: str = "0123456789"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LANGUAGES = (
    _Language(
        "Concept Graph using {}:", "Resume:", "{} Key Ideas:", "Interview by {} | Knowledge Vault built by {} {}",
        _words("Water Cost Open People Food Energy water Future Law Health Learning Art"),
        _words("rivers chips floods schools farms models towns markets wheat songs winters bridges GPUs"),
        _words("feed slow outlast need change carry hide outprice teach follow"),
    ),
    _Language(
        "Konzeptgraph mit {}:", "Zusammenfassung:", "{} Kernideen:", "Interview von {} | erstellt von {} {}",
        _words("Wasser Kosten Menschen Straße Energie Zukunft Water"),
        _words("Flüsse Städte Schulen Äcker Modelle Märkte Lieder Brücken Öfen"),
        _words("tragen nähren überdauern brauchen ändern lehren"),
    ),
    _Language(
        "Grafo de conceptos con {}:", "Resumen:", "{} ideas clave:", "Entrevista de {} | creado por {} {}",
        _words("Agua Coste Gente Energía Futuro Pan"),
        _words("ríos ciudades escuelas panes modelos niños inviernos puentes"),
        _words("cambian llevan frenan alimentan enseñan siguen"),
    ),
    _Language(
        "Graphe de concepts avec {}:", "Résumé:", "{} idées clés:", "Entretien par {} | réalisé par {} {}",
        _words("Eau Coût Énergie Avenir Gens Œuvre"),
        _words("rivières villes écoles forêts modèles marchés cœurs ponts"),
        _words("nourrissent changent portent freinent suivent"),
    ),
    _Language(
        "概念グラフ({} 使用):", "要約:", "{}の重要なアイデア:", "インタビュー: {} | 制作: {} {}",
        _words("水 費用 人 未来 お茶 𠮷野"),
        _words("川 町 学校 畑 葉 器 橋 歌 🍵"),
        _words("は変える は支える は待つ を運ぶ が教える"), "", "０１２３４５６７８９",
    ),
    _Language(
        "概念图 使用 {}:", "摘要:", "{}个关键思想:", "采访: {} | 制作: {} {}",
        _words("水 成本 人 未来 能源 𡿨"),
        _words("河流 城市 学校 田地 模型 市场 桥 歌"),
        _words("改变 支持 需要 带走 教会"), "",
    ),
    _Language(
        "مخطط المفاهيم باستخدام {}:", "الملخص:", "{} أفكار رئيسية:", "مقابلة أجراها {} | قاعدة المعرفة أعدّها {} {}",
        _words("الماء الكلفة الناس الغد الطاقة"),
        _words("الأنهار المدن المدارس الحقول النماذج الأسواق الجسور"),
        _words("تغير تحمل تحتاج تبطئ تعلّم"), digits="٠١٢٣٤٥٦٧٨٩",
    ),
)  # fmt: skip


def generated_text(number: int) -> str:
    """The text of a generated document."""
    return _Writer(Random(f"document {number}"), number).text()


class _Writer:
    """Writes one document; every choice is the chance's."""

    def __init__(self, chance: Random, number: int) -> None:
        self.chance = chance
        self.number = number
        # every second document is in the first language, so that most share what they can share
        self.language = _LANGUAGES[0 if number % 2 else number // 2 % len(_LANGUAGES)]
        themes = chance.sample(self.language.themes, chance.randint(2, min(6, len(self.language.themes))))
        self.themes = {f"T{i}": label for i, label in enumerate(themes, 1)}
        self.ideas = {f"I{i}": i for i in range(1, 6 + int(35 * chance.random() ** 5))}
        self.theme_of = {idea: chance.choice(list(self.themes)) for idea in self.ideas}

    def text(self) -> str:
        """The whole document."""
        people, model = self.chance.sample(_PEOPLE, 3), self.chance.choice(_MODELS)
        year = self.chance.choice((2025, 2026))
        listed = [n for n in self.ideas.values() if not self._happens(0.03)]
        listed += [len(self.ideas) + 1] if self._happens(0.1) else []
        parts = [
            self._head(people) if self._happens(0.6) else [],
            [self.language.header.format(model)] if self._happens(0.9) else [],
            self._graph(),
            [self.language.resume, *(self._sentences(3) for _ in range(self.chance.randint(1, 4)))],
            [self.language.key_ideas.format(self._digits(len(listed)))],
            [f"{self._digits(n)}.- {self._sentences(1)}" for n in listed],
            [self.language.credits.format(people[0], people[1], year)] if self._happens(0.9) else [],
        ]
        return "".join(f"{line}\n" for part in parts for line in part)

    def _happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _digits(self, number: int) -> str:
        """The number, now and then in the digits of the language."""
        return "".join(self.language.digits[int(digit)] for digit in str(number))

    def _head(self, people: list[str]) -> list[str]:
        date = f"{self.chance.randint(1, 28):02}/{self.chance.randint(1, 12):02}/2025"
        guests = " & ".join(people[2:] + people[:1])
        return [
            f"Generated Talks {self.number} ({date})",
            f"{guests} : {self._phrase()}",
            f"Link to Interview: https://example.org/talks/{self.number} - {date}",
            "",
        ]

    def _phrase(self) -> str:
        kinds = (self.language.things, self.language.acts, self.language.things)
        words = [self.chance.choice(kind) for kind in kinds]
        aside = [self.chance.choice(_ASIDES)] if self._happens(0.25) else []
        return self.language.blank.join(words) + "".join(f" {word}" for word in aside)

    def _sentences(self, count: int) -> str:
        figures = ("", "", f" {self.chance.randint(2, 900)} km", f" {self.chance.randint(2, 99)} %", " 1.5×")
        return " ".join(f"{self._phrase()}{self.chance.choice(figures)}." for _ in range(count))

    def _graph(self) -> list[str]:
        direction = self.chance.choice(("LR", "TB", "RL"))
        classes = {theme: f"c{theme.lower()}" for theme in self.themes}
        return [
            f"{self.chance.choice(('graph', 'flowchart'))} {direction}",
            *(f"classDef {name} fill:#d4f9{i}4,font-weight:bold" for i, name in enumerate(classes.values())),
            f"Main{self._drawn(self._phrase())}",
            *self._theme_lines(),
            *(line for idea in self.ideas for line in self._idea_lines(idea)),
            *self._idea_links(),
            *self._extras(),
            *self._class_lines(classes),
        ]

    def _drawn(self, label: str) -> str:
        shape = self.chance.choice(_SHAPES)
        # what Mermaid would read as syntax stands in quotes
        return ('["{}"]' if any(c in label for c in "%\\„“€") else shape).format(label)

    def _theme_lines(self) -> list[str]:
        """Each theme under the main topic, or nested in the one before."""
        lines, before = [], ""
        for theme, label in self.themes.items():
            parent = before if before and self._happens(0.3) else "Main"
            lines.append(f"{parent} --> {theme}{self._drawn(label)}")
            before = theme
        return lines

    def _idea_lines(self, idea: str) -> list[str]:
        """The idea with what says its themes: own lines, lines back, both, or neither."""
        number = self._digits(self.ideas[idea])
        stop = self.chance.choice((" ", " ", " ", ". "))
        lines = [f"Main --> {idea}{self._drawn(f'{self._phrase()}{stop}{number}')}"]
        own = [self.theme_of[idea]] if self._happens(0.85) else []
        if self._happens(0.15):
            own.append(self.chance.choice(list(self.themes)))
        lines += [f"{idea} -.-> {theme}" for theme in dict.fromkeys(own)]
        if self._happens(0.7):
            back = self.theme_of[idea] if self._happens(0.9) else self.chance.choice(list(self.themes))
            lines.append(f"{back} --> {idea}")
        return lines

    def _idea_links(self) -> list[str]:
        """Lines between ideas: by chance, and one circle."""
        ideas = list(self.ideas)
        pairs = [tuple(self.chance.sample(ideas, 2)) for _ in range(len(ideas) // 2)]
        circle = self.chance.sample(ideas, min(len(ideas), self.chance.randint(2, 5)))
        pairs += zip(circle, [*circle[1:], circle[0]], strict=True)
        return [f"{a} {self._line()} {b}" for a, b in pairs]

    def _line(self) -> str:
        if self._happens(0.5):
            return self.chance.choice(_LABELLED).format(self.chance.choice(self.language.acts))
        return self.chance.choice(_LINES)

    def _extras(self) -> list[str]:
        """What has no role of its own: a node, a style, a subgraph of ideas."""
        lines = [f"Main --> N1{self._drawn(self._phrase())}"] if self._happens(0.3) else []
        if self._happens(0.3):
            lines.append("style I1 fill:#f9f9d4,stroke:#333")
        if self._happens(0.2):
            lines += ["subgraph S1[Group]", *(f"    {idea}" for idea in list(self.ideas)[:3]), "end"]
        return lines

    def _class_lines(self, classes: dict[str, str]) -> list[str]:
        """The class of each idea: mostly that of its theme, now and then another one or none."""
        members: dict[str, list[str]] = {theme: [] for theme in classes}
        for idea, theme in self.theme_of.items():
            if self._happens(0.95):
                members[theme if self._happens(0.9) else self.chance.choice(list(classes))].append(idea)
        return [f"class {','.join(ideas)} {classes[theme]}" for theme, ideas in members.items() if ideas]


def generated_inputs() -> list[DocumentInput]:
    """The generated documents as the pipeline takes them."""
    names = {f"generated-{number:03}": generated_text(number).encode() for number in range(1, COUNT + 1)}
    return [
        DocumentInput(name, f"{name}.txt", f"{name}.txt", lambda data=data: data)  # type: ignore[misc]
        for name, data in names.items()
    ]


@cache
def press() -> Press:
    """The pipeline with the fast engines."""
    return Press(Settings(), make_engines())


@cache
def generated_documents() -> tuple[MappedDocument, ...]:
    """The generated documents, mapped."""
    return tuple(press().map(press().read(document)) for document in generated_inputs())
