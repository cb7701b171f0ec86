"""The words of generated questions, by language.

In a text, `{phrase}` is the concept's phrase, `{Phrase}` the same with a capital letter, and `[is|are]` chooses between
singular and plural. The phrase is always in the nominative, because decks have it in no other case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """The texts of generated questions in one language: what a section asks, by its name, and two that stand alone."""

    what: str
    why: str
    how: str
    when: str
    conclusion: str
    example: str
    pros_cons: str
    related: str
    described: str  # asks which concept an analogy is about
    others: str  # explains the wrong options of `pros_cons`

    def ask(self, section: str, phrase: str, *, plural: bool) -> str:
        """Return the question about a section of a concept that is called by a phrase."""
        text: str = getattr(self, section)
        text = _NUMBER.sub(lambda found: found[2 if plural else 1], text)
        return text.replace("{phrase}", phrase).replace("{Phrase}", phrase[:1].upper() + phrase[1:])


def words_of(language: str) -> QuestionWords:
    """Return the words of a language such as `de` or `pt-BR`; the English ones if there are no others."""
    return WORDS.get(primary(language), WORDS["en"])


def primary(language: str) -> str:
    """Return the first part of a language tag, in lower case: `pt` for `pt-BR`."""
    return re.split("[-_]", language.strip().lower(), maxsplit=1)[0]


WORDS: Mapping[str, QuestionWords] = {
    "en": QuestionWords(
        what="What [is|are] {phrase}? Say it in a sentence.",
        why="Why [does|do] {phrase} matter?",
        how="How [does|do] {phrase} work?",
        when="When would you use {phrase}, and when not?",
        conclusion="{Phrase} in one sentence: what is there to take away?",
        example="Give an example of {phrase}, or an analogy.",
        pros_cons="Which of these speak for {phrase}?",
        related="Which ideas [is|are] {phrase} related to, and how?",
        described="Which concept does this describe?",
        others="The others speak against it.",
    ),
    "de": QuestionWords(
        what="Was [ist|sind] {phrase}? Antworte in einem Satz.",
        why="Warum [ist|sind] {phrase} wichtig?",
        how="Wie [funktioniert|funktionieren] {phrase}?",
        when="Wann [eignet|eignen] sich {phrase}, und wann nicht?",
        conclusion="{Phrase} in einem Satz: Was sollte man sich merken?",
        example="{Phrase}: Nenne ein Beispiel oder eine Analogie.",
        pros_cons="{Phrase}: Welche dieser Punkte sind Vorteile?",
        related="{Phrase}: Welche Begriffe hängen damit zusammen, und wie?",
        described="Welcher Begriff wird hier beschrieben?",
        others="Die anderen sind Nachteile.",
    ),
    "fr": QuestionWords(
        what="{Phrase}\u00a0: qu’est-ce que c’est\u00a0? Répondez en une phrase.",
        why="{Phrase}\u00a0: pourquoi est-ce important\u00a0?",
        how="{Phrase}\u00a0: comment cela fonctionne-t-il\u00a0?",
        when="{Phrase}\u00a0: quand faut-il s’en servir, et quand ne le faut-il pas\u00a0?",
        conclusion="{Phrase} en une phrase\u00a0: que faut-il retenir\u00a0?",
        example="{Phrase}\u00a0: donnez un exemple ou une analogie.",
        pros_cons="{Phrase}\u00a0: lesquels de ces points sont des avantages\u00a0?",
        related="{Phrase}\u00a0: quelles notions y sont liées, et comment\u00a0?",
        described="Quelle notion est décrite ici\u00a0?",
        others="Les autres sont des inconvénients.",
    ),
    "es": QuestionWords(
        what="¿Qué [es|son] {phrase}? Responde en una frase.",
        why="¿Por qué [es importante|son importantes] {phrase}?",
        how="¿Cómo [funciona|funcionan] {phrase}?",
        when="¿Cuándo [conviene|convienen] {phrase} y cuándo no?",
        conclusion="{Phrase} en una frase: ¿qué hay que recordar?",
        example="{Phrase}: da un ejemplo o una analogía.",
        pros_cons="{Phrase}: ¿cuáles de estos puntos son ventajas?",
        related="{Phrase}: ¿con qué ideas se [relaciona|relacionan] y cómo?",
        described="¿Qué concepto se describe aquí?",
        others="Los demás son inconvenientes.",
    ),
    "it": QuestionWords(
        what="[Che cos’è|Che cosa sono] {phrase}? Rispondi in una frase.",
        why="Perché [è importante|sono importanti] {phrase}?",
        how="Come [funziona|funzionano] {phrase}?",
        when="Quando [conviene|convengono] {phrase} e quando no?",
        conclusion="{Phrase} in una frase: che cosa bisogna ricordare?",
        example="{Phrase}: fai un esempio o un’analogia.",
        pros_cons="{Phrase}: quali di questi punti sono vantaggi?",
        related="{Phrase}: quali concetti vi sono collegati e come?",
        described="Quale concetto è descritto qui?",
        others="Gli altri sono svantaggi.",
    ),
    "pt": QuestionWords(
        what="O que [é|são] {phrase}? Responda numa frase.",
        why="Por que razão [é importante|são importantes] {phrase}?",
        how="Como [funciona|funcionam] {phrase}?",
        when="Quando [convém|convêm] {phrase} e quando não?",
        conclusion="{Phrase} numa frase: o que é preciso lembrar?",
        example="{Phrase}: dê um exemplo ou uma analogia.",
        pros_cons="{Phrase}: quais destes pontos são vantagens?",
        related="{Phrase}: com que conceitos se [relaciona|relacionam] e como?",
        described="Que conceito é descrito aqui?",
        others="Os outros são desvantagens.",
    ),
    "nl": QuestionWords(
        what="Wat [is|zijn] {phrase}? Antwoord in één zin.",
        why="Waarom [is|zijn] {phrase} belangrijk?",
        how="Hoe [werkt|werken] {phrase}?",
        when="Wanneer [is|zijn] {phrase} geschikt, en wanneer niet?",
        conclusion="{Phrase} in één zin: wat moet je onthouden?",
        example="{Phrase}: geef een voorbeeld of een analogie.",
        pros_cons="{Phrase}: welke van deze punten zijn voordelen?",
        related="{Phrase}: welke begrippen hangen ermee samen, en hoe?",
        described="Welk begrip wordt hier beschreven?",
        others="De andere zijn nadelen.",
    ),
    "pl": QuestionWords(
        what="Co to [jest|są] {phrase}? Odpowiedz jednym zdaniem.",
        why="Dlaczego {phrase} [ma|mają] znaczenie?",
        how="Jak [działa|działają] {phrase}?",
        when="Kiedy [przydaje|przydają] się {phrase}, a kiedy nie?",
        conclusion="{Phrase} w jednym zdaniu: co warto zapamiętać?",
        example="{Phrase}: podaj przykład lub analogię.",
        pros_cons="{Phrase}: które z tych punktów to zalety?",
        related="{Phrase}: jakie pojęcia się z tym wiążą i jak?",
        described="Jakie pojęcie jest tu opisane?",
        others="Pozostałe to wady.",
    ),
    "sv": QuestionWords(
        what="Vad är {phrase}? Svara med en mening.",
        why="Varför spelar {phrase} roll?",
        how="Hur fungerar {phrase}?",
        when="När passar {phrase}, och när inte?",
        conclusion="{Phrase} i en mening: vad bör man komma ihåg?",
        example="{Phrase}: ge ett exempel eller en analogi.",
        pros_cons="{Phrase}: vilka av dessa punkter är fördelar?",
        related="{Phrase}: vilka begrepp hör ihop med detta, och hur?",
        described="Vilket begrepp beskrivs här?",
        others="De andra är nackdelar.",
    ),
}
