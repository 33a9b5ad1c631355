// The words that a screen adds to a notice by itself, and whose language's turn it is.
//
// The lines come from the server in every language of the branch; `phrasebooks.yaml` has their words
// and says which languages a native speaker has signed off.

const LANGUAGE_MS = 6000;

const WORDS = {
  en: {
    planned: "Planned",
    warned: "Break ahead",
    closing: "Last call",
    on_break: "On break",
    opening: "Opening",
    overrun: "Delayed",
    ask_staff: "Delayed",
    cancelled: "No break",
    reopened: "Open again",
    counter: "Counter",
    one: "One counter",
    opens: "Opens in a moment",
    ask: "Return: please ask at the counter",
    others: "Other counters",
    starts: "Starts in",
    after: "After",
    back: "Back in",
    minutes: "min",
  },
  hu: {
    planned: "Tervezett",
    warned: "Szünet lesz",
    closing: "Utolsó hívás",
    on_break: "Szünet",
    opening: "Nyit",
    overrun: "Késik",
    ask_staff: "Késik",
    cancelled: "Elmarad",
    reopened: "Újra nyitva",
    counter: "Ablak",
    one: "Egy ablak",
    opens: "Mindjárt nyit",
    ask: "Vissza: kérjük, kérdezze az ablaknál",
    others: "Másik ablak",
    starts: "Kezdésig",
    after: "Ezután",
    back: "Nyitásig",
    minutes: "perc",
  },
  tr: {
    planned: "Planlı",
    warned: "Mola yaklaşıyor",
    closing: "Son çağrı",
    on_break: "Mola",
    opening: "Açılıyor",
    overrun: "Gecikiyor",
    ask_staff: "Gecikiyor",
    cancelled: "Mola yok",
    reopened: "Yeniden açık",
    counter: "Gişe",
    one: "Bir gişe",
    opens: "Birazdan açılıyor",
    ask: "Açılış: lütfen gişeye sorun",
    others: "Diğer gişeler",
    starts: "Başlamasına",
    after: "Bundan sonra",
    back: "Açılmasına",
    minutes: "dk",
  },
  bg: {
    planned: "По план",
    warned: "Предстои почивка",
    closing: "Последно повикване",
    on_break: "Почивка",
    opening: "Отваря",
    overrun: "Закъснява",
    ask_staff: "Закъснява",
    cancelled: "Няма почивка",
    reopened: "Отново отворено",
    counter: "Гише",
    one: "Едно гише",
    opens: "Отваря след малко",
    ask: "Отваряне: моля, попитайте на гишето",
    others: "Други гишета",
    starts: "Започва след",
    after: "След",
    back: "Отваря след",
    minutes: "мин",
  },
  fil: {
    planned: "Nakaplano",
    warned: "May break",
    closing: "Huling tawag",
    on_break: "Break",
    opening: "Magbubukas",
    overrun: "Naantala",
    ask_staff: "Naantala",
    cancelled: "Walang break",
    reopened: "Bukas na muli",
    counter: "Counter",
    one: "Isang counter",
    opens: "Magbubukas na",
    ask: "Pagbalik: magtanong po sa counter",
    others: "Ibang counter",
    starts: "Magsisimula sa",
    after: "Pagkatapos ng",
    back: "Balik sa",
    minutes: "min",
  },
  ru: {
    planned: "По плану",
    warned: "Скоро перерыв",
    closing: "Последний вызов",
    on_break: "Перерыв",
    opening: "Открывается",
    overrun: "Задержка",
    ask_staff: "Задержка",
    cancelled: "Перерыва нет",
    reopened: "Снова открыто",
    counter: "Окно",
    one: "Одно окно",
    opens: "Сейчас откроется",
    ask: "Открытие: спросите у окна",
    others: "Другие окна",
    starts: "До начала",
    after: "После",
    back: "До открытия",
    minutes: "мин",
  },
};

/** The words of a language; English where nobody has written them. */
export function wordsOf(language) {
  return WORDS[language] || WORDS.en;
}

/** The wording of a notice whose turn it is; all notices of a screen turn together. */
export function wordingNow(notice) {
  // a board kept from before the languages came has none
  const all = notice.wordings || [{ language: "en", lines: notice.lines }];
  return turn(all);
}

/** What the branch calls the state of a counter, in the language whose turn it is. */
export function stateNow({ words }, state) {
  const language = turn(Object.keys(words));
  const word = words[language][state];
  return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
}

/** Whether it is the turn of the playbook's line where line and slots have no room together. */
export function isLineTurn(notice) {
  const round = LANGUAGE_MS * (notice.wordings || [0]).length;
  return Math.floor(performance.now() / round) % 2 === 1;
}

function turn(all) {
  return all[Math.floor(performance.now() / LANGUAGE_MS) % all.length];
}
