"""What the scripts of the public screens may be made of."""

import re
from pathlib import Path

import pytest

import signage
from signage import tickets

STATIC = Path(signage.__file__).parent / "static" / "signage"
SCRIPTS = sorted(STATIC.glob("*.js"))
# what Chromium 79 (ES2019) does not know, or what is missing on a plain-http name
NEWER = r"\?\.(?!\d)|\?\?|replaceChildren|replaceAll|randomUUID|structuredClone|\.at\("
SINKS = r"innerHTML|outerHTML\s*=[^=]|insertAdjacentHTML|document\.write|\beval\b|new Function"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_public_script_runs_on_an_old_screen_under_the_policy(script: Path) -> None:
    code = re.sub(r"^\s*//.*|/\*.*?\*/", "", script.read_text(), flags=re.MULTILINE)
    assert not re.findall(NEWER, code)
    assert not re.findall(SINKS, code)


def test_kiosk_and_page_say_a_promise_in_the_same_words() -> None:
    say = tickets.phrases_in("en")
    told = [say[name] for name in ("before_fixed", "before", "other_fixed", "other", "no_break")]
    words = (STATIC / "words.js").read_text()
    assert [sentence for sentence in told if sentence not in words] == []
