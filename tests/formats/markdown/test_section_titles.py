"""The titles of sections in nine languages."""

import pytest

from quizapp.core.model import SectionName
from quizapp.formats.markdown.section_titles import names_section, section_of, side_of

ORDER = ("what", "why", "how", "example", "when", "pros_cons", "related", "conclusion")
TITLES = {
    "English": "What is it?|Why it matters|How it works|Example/Analogy|When to use it"
    "|Pros and Cons|Related Concepts|Conclusion",
    "German": "Was ist das?|Warum ist es wichtig?|Wie funktioniert es?|Beispiel oder Analogie|Wann verwenden?"
    "|Vor- und Nachteile|Verwandte Konzepte|Fazit",
    "German nouns": "Definition|Bedeutung|Funktionsweise|Vergleich|Anwendungsfälle|Stärken und Schwächen|Siehe auch"
    "|Zusammenfassung",
    "French": "Qu’est-ce que c’est ?|Pourquoi c’est important|Comment ça marche ?|Exemple / Analogie|Quand l'utiliser ?"
    "|Avantages et inconvénients|Concepts liés|Conclusion",
    "French nouns": "Définition|Intérêt|Fonctionnement|Métaphore|Cas d'usage|Pour et contre|Voir aussi|En résumé",
    "Spanish": "¿Qué es?|¿Por qué es importante?|¿Cómo funciona?|Ejemplo o analogía|¿Cuándo usarlo?"
    "|Ventajas y desventajas|Conceptos relacionados|Conclusión",
    "Spanish nouns": "Definicion|Importancia|Funcionamiento|Metáfora|Casos de uso|Pros y contras|Véase también|Resumen",
    "Portuguese": "O que é?|Por que é importante?|Como funciona|Exemplo/Analogia|Quando usar|Prós e contras"
    "|Conceitos relacionados|Conclusão",
    "Portuguese nouns": "Definição|Importância|Funcionamento|Analogia|Casos de uso|Vantagens e desvantagens|Veja também"
    "|Resumo",
    "Italian": "Che cos'è?|Perché è importante|Come funziona|Esempio/Analogia|Quando usarlo|Pro e contro"
    "|Concetti correlati|Conclusione",
    "Italian nouns": "Definizione|Importanza|Funzionamento|Metafora|Casi d'uso|Vantaggi e svantaggi|Vedi anche"
    "|In sintesi",
    "Russian": "Что это такое?|Почему это важно|Как это работает|Пример или аналогия|Когда использовать|Плюсы и минусы"
    "|Связанные понятия|Заключение",
    "Russian nouns": "Определение|Зачем это нужно|Принцип работы|Аналогия|Применение|Преимущества и недостатки"
    "|См. также|Вывод",
    "Chinese": "是什么？|为什么重要|工作原理|例子/类比|何时使用|优缺点|相关概念|结论",
    "Chinese nouns": "定义|重要性|如何工作|类比|使用场景|优点与缺点|参见|总结",
    "Chinese, traditional": "什麼是它|為什麼重要|運作原理|舉例|什麼時候使用|優缺點|相關概念|結論",
    "Japanese": "それは何ですか？|なぜ重要か|仕組み|例・たとえ|いつ使うか|長所と短所|関連概念|まとめ",
    "Japanese nouns": "定義|重要性|どのように動くのか|具体例|使いどころ|メリットとデメリット|関連する概念|結論",
}


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("before", ["", "3. ", "### 🔹 2) "])
def test_titles_in_each_language(language: str, before: str) -> None:
    """Each of the eight is its section, with a number and marks before it or not."""
    for title, name in zip(TITLES[language].split("|"), ORDER, strict=True):
        assert (title, section_of(before + title), names_section(before + title)) == (title, name, name)


def test_a_title_about_something_does_not_name_a_section() -> None:
    titles = [
        "What is a closure?",
        "Definition of done",
        "Advantages of TCP",
        "Was ist ein Prozess?",
        "什么是闭包",
        "Tirana",
    ]
    assert [names_section(each) for each in titles] == [None] * len(titles)
    assert section_of("What is a closure?") is SectionName.WHAT


PROS = (
    "Advantages|Pros|Vorteile|Stärken|Avantages|Points forts|Ventajas|Vantagens|Vantaggi|Плюсы|Преимущества"
    "|优点|長所|メリット"
)
CONS = (
    "Disadvantages|Cons|Nachteile|Schwächen|Inconvénients|Points faibles|Desventajas|Desvantagens|Svantaggi|Минусы"
    "|Недостатки|缺点|短所|デメリット"
)


def test_the_side_that_a_title_names() -> None:
    assert {side_of(each) for each in PROS.split("|")} == {"pros"}
    assert {side_of(each) for each in CONS.split("|")} == {"cons"}
    both = [titles.split("|")[5] for titles in TITLES.values()]
    assert {side_of(each) for each in both} == {""}
