// The warning banner of a zone: three notices at a time, so that each is really painted and proven,
// and each in the languages of the branch by turns.

import { noticeCard, noticeModel } from "./announce.js";
import { painter, say } from "./dom.js";
import { Receipts } from "./receipts.js";

const AT_ONCE = 3;
// long enough for two languages of each page
const PAGE_MS = 12000;

export class Banner {
  constructor({ live, token, zone, list, told, wanted = () => true }) {
    this.live = live;
    this.list = list;
    this.told = told;
    this.isMine = (notice) => (notice.zone === null || notice.zone === zone) && wanted(notice);
    this.receipts = new Receipts({ token, live });
    this.paint = painter(list, (models) => models.map(noticeCard));
  }

  /** Draw what is to be seen at `now`; how many notices are on the screen. */
  draw(now, fresh) {
    const mine = this.live.board.notices.filter(this.isMine);
    const of = Math.max(1, Math.ceil(mine.length / AT_ONCE));
    const at = Math.floor(performance.now() / PAGE_MS) % of;
    const part = mine.slice(at * AT_ONCE, (at + 1) * AT_ONCE);
    this.list.hidden = part.length === 0;
    this.list.className = "notices count-" + part.length;
    this.list.dataset.page = of > 1 ? at + 1 + "/" + of : "";
    if (this.paint(part.map((notice) => noticeModel(notice, now, fresh, part.length === AT_ONCE)))) this._tell(mine);
    this.receipts.painted(part.map((notice, index) => [notice, this.list.children[index]]));
    return part.length;
  }

  /** What a screen reader hears: what and until when, once for each wording. */
  _tell(notices) {
    say(this.told, notices.map((notice) => notice.lines.slice(0, 2).join(". ")).join(". "));
  }
}
