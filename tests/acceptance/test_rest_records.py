"""F71: the rest of each person and day as a file."""

import csv
import io

from tests.stories.bank import Opens, Story
from tests.stories.house import Person


def records(story: Story, person: Person) -> list[dict[str, str]]:
    query = f"branch={story.branch['id']}&since={story.day}&until={story.day}"
    answer = person.ask("GET", f"reports/rest-records.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_f71_rest_records_say_what_was_asked_and_what_was_taken(opens: Opens) -> None:
    story = opens(counters=2, tellers=2)
    story.set_policy({"rest.preset": "HU"})
    story.publish(story.lunch("12:30", minutes=20))
    story.move_clock("12:00")
    session, _ = story.sit(0, 0), story.sit(1, 1)
    story.move_clock("12:15")
    story.prove()
    story.move_clock("12:30", "12:51")
    story.back(session)
    story.move_clock("17:00")
    taken, nothing = records(story, story.manager)
    # the law asks 20 minutes of eight and a half hours, begun by 14:00
    assert taken["day"] == story.day.isoformat()
    assert (taken["person"], taken["required_minutes"]) == (story.staff[0]["name"], "20")
    assert (taken["start"][-5:], taken["end"][-5:]) == ("12:30", "12:51")
    assert (taken["granted_minutes"], taken["kind"]) == ("21", "lunch")
    assert (taken["late"], taken["lawful"]) == ("no", "yes")
    # nobody planned a rest for the other
    assert (nothing["person"], nothing["required_minutes"]) == (story.staff[1]["name"], "20")
    assert (nothing["granted_minutes"], nothing["start"]) == ("0", "")
    assert (nothing["late"], nothing["lawful"]) == ("yes", "no")
    # a person reads the own, a stranger nothing
    assert records(story, story.tellers[0]) == [taken]
    stranger = opens().manager
    path = f"reports/rest-records.csv?branch={story.branch['id']}"
    assert stranger.ask("GET", path).status_code == 404
    assert story.public.ask("GET", path).status_code in (401, 403)
