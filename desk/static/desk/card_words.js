// The few words around a card, in the language of the person who reads it; the card's own texts
// come from the playbook.

const WORDS = {
  en: {
    yes: "Yes", no: "No", next: "Next", done: "Done", said: "I said it", was_said: "Said", manager: "Call the manager", aside: "Put aside",
    cards: "Cards …", objections: "Objections", other: "Other card", left: "left", over: "time is up", step: "step",
    coming: "is coming", called: "Manager called", here: "Somebody is here",
    actors: { manager: "for the manager", specialist: "for whoever is responsible", client: "ask the client", system: "by the system" },
  },
  hu: {
    yes: "Igen", no: "Nem", next: "Tovább", done: "Kész", said: "Elmondtam", was_said: "Elmondva", manager: "Vezető hívása", aside: "Félretesz",
    cards: "Kártyák …", objections: "Ellenvetések", other: "Másik kártya", left: "van hátra", over: "lejárt az idő", step: "lépés",
    coming: "jön", called: "Vezető hívva", here: "Itt van valaki",
    actors: { manager: "a vezető lépése", specialist: "a felelős lépése", client: "kérdezze meg az ügyfelet", system: "a rendszer lépése" },
  },
  tr: {
    yes: "Evet", no: "Hayır", next: "İleri", done: "Bitti", said: "Söyledim", was_said: "Söylendi", manager: "Yöneticiyi çağır", aside: "Kenara koy",
    cards: "Kartlar …", objections: "İtirazlar", other: "Diğer kart", left: "kaldı", over: "süre doldu", step: "adım",
    coming: "geliyor", called: "Yönetici çağrıldı", here: "Biri geldi",
    actors: { manager: "yöneticinin adımı", specialist: "sorumlunun adımı", client: "müşteriye sorun", system: "sistemin adımı" },
  },
  bg: {
    yes: "Да", no: "Не", next: "Напред", done: "Готово", said: "Казах го", was_said: "Казано", manager: "Повикай ръководителя", aside: "Остави настрана",
    cards: "Карти …", objections: "Възражения", other: "Друга карта", left: "остават", over: "времето изтече", step: "стъпка",
    coming: "идва", called: "Ръководителят е повикан", here: "Има някого тук",
    actors: { manager: "стъпка на ръководителя", specialist: "стъпка на отговорника", client: "попитайте клиента", system: "стъпка на системата" },
  },
  fil: {
    yes: "Oo", no: "Hindi", next: "Susunod", done: "Tapos", said: "Nasabi ko na", was_said: "Nasabi na", manager: "Tawagin ang manager", aside: "Itabi",
    cards: "Mga card …", objections: "Mga pagtutol", other: "Ibang card", left: "ang natitira", over: "ubos na ang oras", step: "hakbang",
    coming: "ay parating", called: "Tinawag na ang manager", here: "May narito na",
    actors: { manager: "para sa manager", specialist: "para sa may tungkulin", client: "tanungin ang kliyente", system: "gawa ng system" },
  },
  ru: {
    yes: "Да", no: "Нет", next: "Дальше", done: "Готово", said: "Я сказал(а)", was_said: "Сказано", manager: "Позвать руководителя", aside: "Отложить",
    cards: "Карточки …", objections: "Возражения", other: "Другая карточка", left: "осталось", over: "время вышло", step: "шаг",
    coming: "идёт", called: "Руководитель вызван", here: "Кто-то уже здесь",
    actors: { manager: "шаг руководителя", specialist: "шаг ответственного", client: "спросите клиента", system: "шаг системы" },
  },
};

/** The words around the cards in a language; in English where it has none. */
export function cardWords(language) {
  return WORDS[language] ?? WORDS.en;
}
