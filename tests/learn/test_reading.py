"""A lesson that is written wrongly is refused with its line."""

from __future__ import annotations

import pytest

from antiphon.learn.lesson import Prose
from antiphon.learn.reading import LessonError, read_lesson

GOOD = """+++
title = "One"
summary = "About one."
related = ["two", "three", "four"]
+++

## First {#first}

Some *prose*.

```text
## not a heading
```

::: box a-box
title = "Send it"
method = "GET"
path = "/products/1"
[fields]
Accept = "application/json"
[predict]
question = "Which status?"
options = ["200", "404"]
answer = "200"
why = "It is there."
[task]
goal = "Get it."
status = [200]
:::

After it.

## FAQ {#faq}

### Why? {#faq-why}

Because.

## Quiz {#quiz}

### Which? {#q-which}

- [x] This — It is.
- [ ] That — It is not.
"""


def test_a_lesson_is_read() -> None:
    lesson = read_lesson("07-one.md", GOOD, "en")
    assert (lesson.name, lesson.number, lesson.title) == ("one", 7, "One")
    (section,) = lesson.sections
    assert [type(part).__name__ for part in section.parts] == ["Prose", "Box", "Prose"]
    assert isinstance(section.parts[0], Prose) and "## not a heading" in section.parts[0].markdown
    (box,) = lesson.boxes
    assert box.fields == {"Accept": "application/json"} and box.task is not None and box.task.status == (200,)
    assert lesson.faq[0].markdown == "Because."
    assert [option.right for option in lesson.quiz[0].options] == [True, False]
    assert section.seconds == 33 and lesson.minutes == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("+++\ntitle", "title", "07-one.md:1:"),
        ('title = "One"', "title = ", "TOMLDecodeError"),
        ('title = "One"', "", "KeyError"),
        ("## First {#first}", "## First", "07-one.md:7: a heading"),
        (":::\n\nAfter", "\nAfter", "07-one.md:15: the box a-box has no end"),
        ('method = "GET"', 'verb = "GET"', "TypeError"),
        ("## Quiz {#quiz}", "## Quizzes {#quizzes}", "there is no quiz"),
        ("## FAQ {#faq}", "## Questions {#questions}", "there is no faq"),
        ("- [ ] That — It is not.", "- [ ] That, it is not.", "an option is not"),
        ("- [ ] That", "- [x] That", "exactly one right option"),
    ],
)
def test_a_mistake_is_named(before: str, after: str, said: str) -> None:
    assert before in GOOD
    with pytest.raises(LessonError, match=r"07-one\.md") as caught:
        read_lesson("07-one.md", GOOD.replace(before, after, 1), "en")
    assert said in str(caught.value)


def test_a_file_name_has_the_number_and_the_name() -> None:
    with pytest.raises(LessonError, match="NN-name"):
        read_lesson("one.md", GOOD, "en")
