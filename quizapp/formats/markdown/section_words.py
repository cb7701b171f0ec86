"""How the sections of a concept are titled, in nine languages.

The patterns are searched for in case-folded text without accents: `Définition` is compared as `definition`, `й` as `и`.
To add a language, add its block here.
"""

from collections.abc import Mapping

from quizapp.core.model import SectionName

WHAT, WHY, HOW, EXAMPLE, WHEN, PROS_CONS, RELATED, CONCLUSION = (
    SectionName.WHAT, SectionName.WHY, SectionName.HOW, SectionName.EXAMPLE,
    SectionName.WHEN, SectionName.PROS_CONS, SectionName.RELATED, SectionName.CONCLUSION,
)  # fmt: skip
# The first of these that fits a title is its section.
ORDER = (PROS_CONS, RELATED, CONCLUSION, WHEN, WHY, HOW, EXAMPLE, WHAT)

SECTIONS: Mapping[str, Mapping[SectionName, str]] = {
    "English": {
        WHAT: r"\bwhat\b|definition|overview|meaning|introduction|description|\bintro\b|\bdefined\b|\bintent\b"
              r"|\bintuition\b",
        WHY: r"\bwhy\b|importance|motivation|\bimportant\b|\bpurpose\b|\bmatters?\b|significance",
        HOW: r"\bhow\b|mechani[sc]|under the hood|\binternals?\b|\bworks\b|\bworking\b",
        EXAMPLE: r"analog|\bexamples?\b|\bmetaphor\b|\billustration\b|imagine|think of it",
        WHEN: r"\bwhen\b|use[- ]cases?|applica(?:tions?|bility)\b|\busage\b|\bhow to use\b|\bused for\b"
              r"|\bwhere .*\bused?\b|\bknown uses\b",
        PROS_CONS: r"\bpros?\b|\bcons\b|^cons?$|advantages?\b|strengths?\b|weakness|trade-?offs?|\bbenefits|drawbacks?"
                   r"|downsides?|upsides?|limitations?|caveats?|pitfalls?|\bconsequences\b|\bgotchas?\b",
        RELATED: r"\brelated\b|\bsee also\b|\bfurther\b|\brelationships?\b|\bconnect(?:ed|ions?)\b",
        CONCLUSION: r"conclu|summary|summing|take-?aways?|in short|\bwrap|tl;?\s?dr|\bremember\b|nutshell|recap",
    },
    "German": {
        WHAT: r"\bwas (?:ist|sind|bedeutet|heisst|macht)\b|\bbegriff|uberblick|einfuhrung|beschreibung",
        WHY: r"\bwarum\b|\bwieso\b|\bweshalb\b|bedeutung|wichtig|\bzweck\b|relevanz|wozu",
        HOW: r"\bwie\b|funktionsweise|funktioniert|mechanismus|arbeitsweise",
        EXAMPLE: r"beispiel|vergleich|metapher",
        WHEN: r"\bwann\b|einsatz|anwendung|verwendung",
        PROS_CONS: r"vorteil|nachteil|\bstarken\b|\bschwachen\b|abwagung|\bfur und wider\b|^contra$",
        RELATED: r"verwandt|siehe auch|zusammenhang|weiterfuhrend",
        CONCLUSION: r"\bfazit|zusammenfassung|schluss(?:folgerung|wort|bemerkung)|^schluss$|kurz gesagt|kernaussage",
    },
    "French": {
        WHAT: r"qu.est[- ]ce|c.est quoi|\bapercu\b|presentation",
        WHY: r"pourquoi|\benjeux?\b|\binteret\b|utilite",
        HOW: r"\bcomment (?:ca|cela|il|elle|on|fonctionne|marche|utiliser)\b|fonctionn|mecanisme",
        EXAMPLE: r"\bexemples?\b|metaphore",
        WHEN: r"\bquand\b|cas d.usage|utilisation",
        PROS_CONS: r"avantage|inconvenient|points? (?:forts?|faibles?)|faiblesse|pour et (?:le )?contre|\blimites\b",
        RELATED: r"\bconnexes?\b|voir aussi|(?:concepts|notions|sujets|themes) liee?s\b|apparente|aller plus loin",
        CONCLUSION: r"^resume\b|en resume|en bref|synthese|a retenir|\bbilan\b",
    },
    "Spanish": {
        WHAT: r"\bque (?:es|son|significa)\b|definicion|descripcion|introduccion|vision general",
        WHY: r"\bpor que\b|importancia|importante|motivacion|\bproposito\b|para que sirve|relevancia",
        HOW: r"\bcomo\b|funciona|mecanismo",
        EXAMPLE: r"ejemplo|metafora",
        WHEN: r"\bcuando\b|casos? de uso|aplicaciones|\busos?\b",
        PROS_CONS: r"ventaja|inconveniente|\ba favor\b|\ben contra\b|^contras$|limitaciones|fortalezas",
        RELATED: r"relacionad|vease|ver tambien|conexiones",
        CONCLUSION: r"resumen|sintesis|en pocas palabras",
    },
    "Portuguese": {
        WHAT: r"\bo que (?:e|sao|significa)\b|definicao|descricao|introducao|visao geral",
        WHY: r"\bporque\b|motivacao|para que serve",
        HOW: r"funcionamento",
        EXAMPLE: r"\bexemplos?\b",
        WHEN: r"\bquando\b|aplicac(?:ao|oes)|utilizacao",
        PROS_CONS: r"vantage(?:m|ns)|limitacoes|pontos (?:fortes|fracos)",
        RELATED: r"veja tambem|ver tambem|conexoes|\bligad[oa]s\b",
        CONCLUSION: r"resumo|sintese",
    },
    "Italian": {
        WHAT: r"\bcos.e\b|\bcosa (?:e|sono|significa)\b|definizione|descrizione|introduzione|panoramica",
        WHY: r"\bperche\b|importanza|motivazione|\bscopo\b|a (?:che|cosa) serve",
        HOW: r"\bcome (?:funziona|lavora|opera)|funzionamento|meccanismo",
        EXAMPLE: r"\besempi",
        WHEN: r"casi d.uso|applicazion|utilizz",
        PROS_CONS: r"vantagg|\blimiti\b|punti (?:di forza|deboli)|^contro$",
        RELATED: r"correlat|collegat|vedi anche|per approfondire",
        CONCLUSION: r"riassunto|riepilogo|in sintesi|^sintesi|in breve",
    },
    "Russian": {
        WHAT: r"\bчто (?:это|такое|значит)\b|определени|описани|введени|\bобзор",
        WHY: r"почему|зачем|важн|мотивац|значени|для чего",
        HOW: r"\bкак\b|принцип|механизм|устроиство|под капотом",
        EXAMPLE: r"пример|аналоги|метафор|сравнени",
        WHEN: r"когда|применени|использовани|сценари",
        PROS_CONS: r"плюс|минус|преимуществ|недостат|за и против|достоинств|ограничени",
        RELATED: r"связан|смежн|(?:см\.?|смотри(?:те)?) также|родственн|похожие",
        CONCLUSION: r"вывод|заключени|\bитог|резюме|кратко",
    },
    "Chinese": {
        WHAT: r"什么是|是什么|什麼是|是什麼|定义|定義|概述|简介|簡介|介绍|概念",
        WHY: r"为什么|為什麼|为何|為何|重要|意义|意義|动机|動機",
        HOW: r"如何|怎么|怎麼|怎样|原理|机制|機制|工作方式|运作|運作",
        EXAMPLE: r"例子|示例|举例|舉例|类比|類比|比喻|案例|例",
        WHEN: r"何时|何時|什么时候|什麼時候|场景|場景|适用|適用|用途|应用|應用",
        PROS_CONS: r"优缺点|优点|缺点|优势|劣势|利弊|优劣|局限|優缺點|優點|缺點",
        RELATED: r"相关|相關|参见|參見|另见|延伸阅读|有关",
        CONCLUSION: r"结论|結論|结语|总结|總結|小结|小結|概括",
    },
    "Japanese": {
        WHAT: r"とは|何ですか|何か|何です|概要|はじめに|紹介|説明",
        WHY: r"なぜ|何故|必要性|目的|理由",
        HOW: r"仕組み|しくみ|どのように|どうやって|どう動|動作|働き|メカニズム",
        EXAMPLE: r"具体例|例え|たとえ|類推|イメージ|アナロジー",
        WHEN: r"いつ|使いどころ|使い所|使用場面|使う場面|活用|ユースケース",
        PROS_CONS: r"長所|短所|利点|欠点|デ?メリット|良い点|悪い点|長短",
        RELATED: r"関連|参照|関係|参考",
        CONCLUSION: r"まとめ|要約|おわりに|要点|総括",
    },
}  # fmt: skip

OTHERS = ("Russian", "Chinese", "Japanese")  # languages that no text in ASCII is in

PRACTICAL = (
    r"practical|code example|example code|in practice|hands-on|code snippet|\bin code\b|codebeispiel|praxisbeispiel"
    r"|exemple (?:pratique|de code)|ejemplo (?:practico|de codigo)|exemplo (?:pratico|de codigo)"
    r"|esempio (?:pratico|di codice)|пример кода|практически|代码示例|实践|コード例|実践"
)
PROS = (
    r"\bpros?\b|(?<!dis)advantages?\b|strengths?\b|\bbenefits?\b|upsides?|vorteile?\b|\bstarken\b|(?<!des)avantages?\b"
    r"|points? forts?|\bforces\b|(?<!des)ventajas?\b|\ba favor\b|beneficios?\b|(?<!des)vantage(?:m|ns)\b"
    r"|pontos fortes|(?<!s)vantaggi?o?\b|punti di forza|плюсы?\b|преимуществ[ао]\b|достоинства"
    r"|优点|优势|優點|長所|利点|(?<!デ)メリット|良い点"
)
CONS = (
    r"\bcons?\b|disadvantages?\b|weakness(?:es)?|drawbacks?|downsides?|limitations?|caveats?|pitfalls?|\bgotchas?\b"
    r"|\bcontr[ao]s?\b|\bcontre\b|nachteile?\b|\bschwachen\b|\bgrenzen\b|inconvenients?\b|desavantages?\b|faiblesses?"
    r"|points? faibles?|\blimites\b|desventajas?\b|inconvenientes?\b|limitaciones|\ben contra\b|desvantage(?:m|ns)\b"
    r"|limitacoes|pontos fracos|svantaggi?o?\b|\blimiti\b|punti deboli|минусы?\b|недостат(?:ок|ки)\b|ограничения"
    r"|(?<!优)缺点|劣势|缺點|局限性?|短所|欠点|デメリット|悪い点"
)
BOTH_SIDES = (
    r"trade-?offs?|\bconsequences\b|vor-? ?(?:und|&|/) ?nachteile|pour et (?:le )?contre|fur und wider|за и против"
    r"|优缺点|優缺點|利弊|优劣|長短"
)

# Words in the title of a section that tell nothing of what the text is about.
FILLERS = frozenset(
    word
    for words in (
        "it its is are this that they these the a an to in of on or and for from with my your our use used using do",
        "does did can should i we you me us real world life simple short quick brief key main core common basic code",
        "practical practice concept concepts topic topics term terms one work works working made care need point",
        "points question reading links things idea ideas thing know about",
        "ist sind es das man und oder vor der die den dem des ein eine einer ich wir zu zum zur im in von mit fur",
        "verwenden verwendet nutzen benutzen einsetzen sollte soll konzepte begriffe themen thema konzept praxis kurz",
        "est ce que c qu l d il elle on un une le la les de des du et ou a au en pour s sert utiliser fonctionne ca",
        "marche cela quoi notions concepts sujets notion concept",
        "es son el los las una y o del al en se lo que usar usarlo utilizar conceptos temas concepto funciona sirve",
        "esto contras tambien",
        "e os as um uma do da dos das no na isso usar isto serve conceitos topicos conceito",
        "lo gli i uno di della dei si usarlo usare usarla che cosa concetti argomenti concetto funziona contro",
        "это он она оно они и или в на с по для чего такое нужно работы работает использовать используется понятия",
        "темы понятие концепция тема",
    )
    for word in words.split()
)
CJK_FILLERS = r"[\u3041-\u309f]|使用|需要|概念|工作|方式|具体|[它其的和与與及動使性・]"
