"""The indicators once more, slow and obvious, from DOMAIN.md chapter 5: plain loops over events.

Written beside the product, to be compared with it on random days.
"""

from collections import defaultdict
from typing import Any

from breaks.rules.rest import RestPart
from quality.rules.figures.shapes import Noted, Roster
from tests.quality.slow_log import WAITS, Facts, M, SlowLog, tenth, when


class Slow(SlowLog):
    """Sums by (scope, key) and measure, for the branch, each counter and each person."""

    def __init__(self, events: list[Noted], roster: Roster) -> None:
        super().__init__(events, roster)
        self.sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, measure: str, number: float = 1, counter: Any = None, person: Any = None) -> None:
        self.sums["branch", ""][measure] += number
        if counter is not None:
            self.sums["counter", str(counter)][measure] += number
        if person is not None:
            self.sums["person", str(person)][measure] += number

    def run(self) -> dict[tuple[str, str], dict[str, float]]:
        began = {i: f for i, f in self.breaks.items() if f["started_at"]}
        for id_, facts in began.items():
            planned = facts["kind"] != "unplanned"
            cools = facts["reason"] == "cool_down"
            counts = planned or (not cools and not facts["outage"])
            who = {} if cools else {"counter": facts["counter"], "person": facts["staff"]}
            start = next(e for e in self.of("break", id_) if e.kind == "break.started")
            if planned:
                self._planned(facts, start, who)
            if counts:
                self._any(id_, facts, planned, who)
            if cools:
                self.add("k6.cool.num")
            self._clients_at(id_, facts, start, who)
        self._clients()
        self._people(began)
        self._house(began)
        self._rests(began)
        self._screens()
        self._owed_and_cases()
        self._calls()
        return self.sums

    def _planned(self, f: Facts, start: Noted, who: Facts) -> None:
        shown, began, notice = when(f["starts_at"]), when(f["started_at"]), when(f["notice_at"])
        known = when(f["published_at"])
        assert shown and began
        silent = start.data["relieved"] and notice is None
        if not silent:
            self.add("k1.den", **who)
            if notice and shown - notice >= 10 * M and began >= shown:
                self.add("k1.num", **who)
            if known and known < shown - 15 * M:
                self.add("k1a.den", **who)
                if notice and notice <= shown - 14.5 * M:
                    self.add("k1a.num", **who)
        self.add("k2.den", **who)
        if any(s.id == f["shift"] and known and known < s.starts_at for s in self.roster.shifts):
            self.add("k2.num", **who)
        if not f["outage"]:
            slip = (began - shown) / M
            self.add("k3.den", **who)
            self.add(f"k3.slip.{tenth(slip)}", **who)
            if 0 <= slip <= 5:
                self.add("k3.num", **who)

    def _any(self, id_: int, f: Facts, planned: bool, who: Facts) -> None:
        for measure in ("k6.den", "k16.den", "k18.den"):
            self.add(measure, **who)
        if not planned:
            self.add("k6.num", **who)
            self.add("k16.apology.den", **who)
        self._said(id_, planned, who)
        back, ended = when(f["first_return_at"]), when(f["ended_at"])
        if f["new_times"] and back and ended:
            self.add("k10.new_times", f["new_times"], **who)
        if back is None or ended is None:
            return
        late = (ended - back) / M
        if not f["outage"] and f["end_reason"] in ("", "manager"):
            self.add("k4.den", **who)
            if late <= 2:
                self.add("k4.num", **who)
        self.add("k4a.den", **who)
        self.add("k10.den", **who)
        if late > 0:
            self.add("k4a.num", late, **who)
        self.add(f"k10.off.{tenth(abs(late))}", **who)
        if abs(late) <= 2:
            self.add("k10.num", **who)

    def _said(self, id_: int, planned: bool, who: Facts) -> None:
        said = [
            (e.data.get("situation"), e.data.get("script"))
            for e in self.log
            if e.kind == "protocol.said" and e.data.get("break") == id_
        ]
        if any(script in self.roster.voice for script in said):
            self.add("k16.num", **who)
        if not planned and any(script in self.roster.apologies for script in said):
            self.add("k16.apology.num", **who)

    # ---- the clients of a break

    def _clients_at(self, id_: int, f: Facts, start: Noted, who: Facts) -> None:
        n, own = start.number, f["counter"]
        began, shown, notice = when(f["started_at"]), when(f["starts_at"]), when(f["notice_at"])
        assert began and shown
        told_at = notice or began
        open_ = [c for c in self.roster.desks if self.counter_at(c, n - 1)[0] == "open"]
        for ticket, last in self.tickets.items():
            issued = when(last["issued_at"])
            here = self.ticket_at(ticket, n)
            if here is None or issued is None:
                continue
            if here["state"] in ("called", "serving") and here["at"] == own:
                self.add("k7a.num", **who)
            waits = here["state"] == "waiting" or (here["state"] == "held" and not here["own"])
            others = [c for c in open_ if c != own and self._may_serve(c, here)]
            if waits and self._may_serve(own, here) and not others and not start.data["relieved"]:
                before = [p for p in self.told(ticket) if p[0] < n][-1:]
                promised = bool(before) and before[0][1:] == ("before", id_)
                late = issued < told_at and min(began, shown) - told_at < 10 * M
                if promised or late:
                    self.add("k7.num", **who)
        for ticket in self.tickets:
            # at the proof, or right after the start of what nobody announced
            number = n
            if notice:
                number = max((e.number for e in self.log if e.at <= notice), default=0)
            here = self.ticket_at(ticket, number)
            if here and here["state"] in WAITS and self._may_serve(own, here):
                self.add("k8.den", **who)
                other = any(p[1:] == ("other_counter", id_) for p in self.told(ticket))
                if other or start.data["sent_on"] == self.tickets[ticket]["code"]:
                    self.add("k8.num", **who)

    def _may_serve(self, counter: int | None, here: dict[str, Any]) -> bool:
        if here["wanted"]:
            return bool(here["wanted"] == counter)
        return counter is not None and here["queue"] in self.roster.desks[counter].queues

    def _clients(self) -> None:
        for ticket in self.tickets:
            mine = [e for e in self.of("ticket", ticket) if self._reads(e)]
            calls = [e for e in mine if e.kind == "ticket.called"]
            at, person = self._sitting(calls[0].facts["session"]) if calls else (None, None)
            who = {"counter": at, "person": person}
            for measure in ("k7.den", "k7b.den", "k13.den"):
                self.add(measure, **who)
            if self.shut[ticket] >= 5:
                self.add("k7b.num", **who)
            if any(kind == "after" for _, kind, _ in self.told(ticket)):
                self.add("k8a.den", **who)
                chose = {"ticket.held", "ticket.counter_changed", "ticket.call_back"}
                if any(e.kind in chose for e in mine):
                    self.add("k8a.num", **who)
            if calls:
                issued = when(mine[0].facts["issued_at"])
                assert issued
                wait = (calls[0].at - issued) / M
                self.add("k11.den", **who)
                self.add(f"k11.wait.{tenth(wait)}", **who)
                if wait > 20:
                    self.add("k11.num", **who)
            lost = self.ticket_at(ticket, self.log[-1].number)
            assert lost
            where = "k12" if self.shut[ticket] > 0 else "k12.out"
            self.add(f"{where}.den", **who)
            if lost["state"] in ("left", "no_show", "expired"):
                self.add(f"{where}.num", **who)
            if self.shut[ticket] > 0:
                self.add("k13b.den", **who)

    # ---- people, the house, what was owed

    def _people(self, began: dict[int, Facts]) -> None:
        for shift in self.roster.shifts:
            sat = self._where_sat(shift)
            if shift.ends_at > self.roster.until or sat is None:
                continue
            who = {"counter": sat, "person": shift.staff}
            mine = [f for f in began.values() if f["shift"] == shift.id]
            if shift.ends_at - shift.starts_at > 240 * M:
                self.add("k5.den", **who)
                for f in mine:
                    if f["kind"] == "unplanned" and (f["reason"] == "cool_down" or f["outage"]):
                        continue
                    its = {"counter": f["counter"], "person": f["staff"]}
                    self.add("k5.num", **its)
                    a, e = when(f["started_at"]), when(f["ended_at"])
                    if a and e:
                        self.add("k5.minutes", (e - a) / M, **its)
                        self.add("k5.ended", **its)

    def _rests(self, began: dict[int, Facts]) -> None:
        """Of a law that asks for one piece: one break, long enough, begun inside the window."""
        for shift in self.roster.shifts:
            sat = self._where_sat(shift)
            if shift.law is None or shift.ends_at > self.roster.until or sat is None:
                continue
            # lunches are not paid, and shorten the hours that the law looks at
            ask = shift.law.law(self._lunches(shift.id, began)).rests
            if not ask:
                continue
            assert len(ask) == 1 and ask[0].contiguous == ask[0].required
            whole = False
            for f in began.values():
                a, e = when(f["started_at"]), when(f["ended_at"])
                rest = f["kind"] in ("lunch", "short", "screen_rest") or f["protected_minutes"]
                if f["shift"] == shift.id and rest and a and e:
                    long = e - a >= ask[0].required
                    whole |= long and ask[0].earliest <= a <= ask[0].latest and e <= shift.ends_at
            self.add("k17.den", counter=sat, person=shift.staff)
            if whole:
                self.add("k17.num", counter=sat, person=shift.staff)

    def _lunches(self, shift: int, began: dict[int, Facts]) -> list[RestPart]:
        found = []
        for id_, f in began.items():
            a, e = when(f["started_at"]), when(f["ended_at"])
            if f["shift"] == shift and f["kind"] == "lunch" and a and e:
                found.append(RestPart(id_, "lunch", a, e - a))
        return found

    def _screens(self) -> None:
        r = self.roster
        for a, b, number in self.pieces():
            if any(x <= a and b <= y for x, y in r.opening):
                lit = dict(r.screens)
                for e in self.log:
                    if e.number <= number and e.kind in ("screens.dark", "screens.back"):
                        lit[e.data["zone"]] = e.kind == "screens.back"
                for online in lit.values():
                    self.add("k2a.den", (b - a) / M)
                    if online:
                        self.add("k2a.num", (b - a) / M)

    def _calls(self) -> None:
        for e in self.log:
            if e.kind == "case.call_ended" and self.roster.starts_at <= e.at < self.roster.ends_at:
                self.add("k21.den", person=e.by)
                if e.data["minutes"] <= 15:
                    self.add("k21.num", person=e.by)
                if e.data["transferred"]:
                    self.add("k21.transferred", person=e.by)

    def _where_sat(self, shift: Any) -> int | None:
        """The first counter at which the person of a shift sat within it."""
        sat = [
            (s.id, s.counter, self.roster.starts_at)
            for s in self.roster.seats
            if s.staff == shift.staff
        ]
        sat += [
            (e.subject_id or 0, e.facts["counter"], e.at)
            for e in self.log
            if e.kind == "session.opened" and e.facts["staff"] == shift.staff
        ]
        for session, counter, since in sat:
            ends = [
                e.at for e in self.log if e.kind == "session.closed" and e.subject_id == session
            ]
            if since < shift.ends_at and (ends or [self.roster.until])[0] > shift.starts_at:
                return counter
        return None

    def _house(self, began: dict[int, Facts]) -> None:
        r = self.roster
        for a, b, states in self.states:
            length = (b - a) / M
            for counter, (state, break_) in states.items():
                if state in ("open", "closing") and a < r.ends_at:
                    self.add("k6.service.hours", length / 60)
                if state == "on_break" and break_ in self.breaks:
                    f = self.breaks[break_]
                    cools = f["reason"] == "cool_down"
                    self.add("k5a.num", length, counter, None if cools else f["staff"])
            if not any(x <= a and b <= y for x, y in r.opening):
                continue
            for queue, floor in r.floors.items():
                mine = [s for c, s in states.items() if queue in r.desks[c].queues]
                serving = [s for s, _ in mine if s in ("open", "closing")]
                if not mine or len(serving) >= floor:
                    continue
                away = [self.breaks.get(i or 0) for s, i in mine if s == "on_break"]
                announced = away and all(f and f["kind"] != "unplanned" for f in away)
                full = not serving and announced
                self.add("k19.full" if full else "k19.num", length)
        for shift in r.shifts:
            at = shift.counter or self._where_sat_at_all(shift.staff)
            length = (min(shift.ends_at, r.until) - shift.starts_at) / M
            if at and length > 0:
                self.add("k5a.den", length, at, shift.staff)

    def _where_sat_at_all(self, person: int) -> int | None:
        for s in self.roster.seats:
            if s.staff == person:
                return s.counter
        for e in self.log:
            if e.kind == "session.opened" and e.facts["staff"] == person:
                return int(e.facts["counter"])
        return None

    def _owed_and_cases(self) -> None:
        r = self.roster
        newest: dict[int, Noted] = {}
        for e in self.log:
            if e.subject == "commitment" and e.facts:
                newest[e.subject_id or 0] = e
        for e in newest.values():
            f, due = e.facts, when(e.facts["due_at"])
            assert due
            if not r.starts_at <= due < r.ends_at or f["state"] == "released":
                continue
            who: Facts = {}
            if f["kind"] != "cool_down_return":
                break_ = self.breaks.get(f["break"] or 0)
                who = {"person": f["owner"]}
                if break_:
                    who["counter"] = break_["counter"]
                elif f["ticket"] in self.tickets:
                    calls = [x for x in self.of("ticket", f["ticket"]) if x.kind == "ticket.called"]
                    if calls:
                        who["counter"] = self._counter_of(calls[0].facts["session"])
            for part in ("den", "num"):
                if part == "den" or f["state"] == "kept":
                    self.add(f"k9.{part}", **who)
                    self.add(f"k9.{f['kind']}.{part}", **who)
        for e in self.log:
            if e.kind == "override.recorded" and r.starts_at <= e.at < r.ends_at:
                whose = self._whose(e.facts["break"])
                self.add("k18.num", **whose)
                self.add(f"k18.rule.{e.facts['rule']}", **whose)
            if e.kind == "break.pressure_answered" and r.starts_at <= e.at < r.ends_at:
                whose = self._whose(e.subject_id)
                self.add("k20.den", **whose)
                late = e.data["answer"] == "timeout"
                self.add("k20.num" if late else f"k20.seconds.{e.data['seconds']}", **whose)
        self._cases()

    def _whose(self, break_: int | None) -> Facts:
        f = self.breaks.get(break_ or 0)
        if f is None or f["reason"] == "cool_down":
            return {}
        return {"counter": f["counter"], "person": f["staff"]}

    def _cases(self) -> None:
        r = self.roster
        for id_ in {e.subject_id for e in self.log if e.subject == "case"}:
            events = self.of("case", id_ or 0)
            f = events[-1].facts
            opened, due = when(f["opened_at"]), when(f["first_due_at"])
            assert opened and due
            over = [
                e for e in events if e.kind == "case.overdue" and r.starts_at <= e.at < r.ends_at
            ]
            done = any(e.facts["answered_at"] or e.kind == "case.withdrawn" for e in events)
            if over and not done and f["kind"] != "review":
                self.add("k9.den", person=f["owner"])
                self.add("k9.case_answer.den", person=f["owner"])
            if f["kind"] == "complaint" and r.starts_at <= opened < r.ends_at:
                self.add("k13.num", counter=f["counter"])
                if f["cause"]:
                    self.add(f"k13.cause.{f['cause']}", counter=f["counter"])
                if f["criterion"]:
                    self.add(f"k13.criterion.{f['criterion']}", counter=f["counter"])
                if f["cause"] in ("break_not_announced", "closed_in_face", "return_late"):
                    self.add("k13b.num", counter=f["counter"])
            answers = [x for x in (when(e.facts["answered_at"]) for e in events) if x]
            delays = [x for x in (when(e.facts["delayed_at"]) for e in events) if x]
            gone = any(e.kind == "case.withdrawn" and e.at <= due for e in events) and not answers
            if not r.starts_at <= due < r.ends_at or due > r.until:
                continue
            if f["kind"] == "review" or gone:
                continue
            who = {"counter": f["counter"], "person": f["owner"]}
            self.add("k14.den", **who)
            if answers and answers[0] <= due:
                self.add("k14.num", **who)
                continue
            self.add("k15.den", **who)
            if delays and delays[0] < due:
                self.add("k15.num", **who)
