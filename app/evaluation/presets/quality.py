"""Judges of how good an answer is."""

from app.evaluation.models import EvaluatorCategory
from app.evaluation.presets.preset import ANSWER, EXPECTED, QUESTION, graded, judge, one_of, yes_no
from app.llm.chat import PartType

_OF = EvaluatorCategory.QUALITY

PRESETS = (
    judge(
        "correctness",
        "Correctness",
        _OF,
        "Whether the answer states the same facts as the expected one.",
        task="You compare an answer with the one that was expected.",
        parts=(QUESTION, ANSWER, EXPECTED),
        outputs=(
            graded(
                "correctness",
                "Do its facts agree with the expected answer? Other wording is fine; contradictions and gaps are not.",
                (
                    ("0", "Contradicts it, or answers something else."),
                    ("0.5", "Right in part: something essential is missing or wrong."),
                    ("1", "Every essential fact is there and none contradicts it."),
                ),
                threshold=0.7,
            ),
        ),
    ),
    judge(
        "answer_relevance",
        "Answer relevance",
        _OF,
        "Whether the answer is about what was asked.",
        task="You decide whether an answer is about the question. Whether it is true does not matter here.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "relevance",
                "How much of the answer serves the question, and is all of the question served?",
                (
                    ("0", "About something else."),
                    ("0.5", "Touches the question but strays or leaves parts out."),
                    ("1", "To the point throughout."),
                ),
                threshold=0.7,
            ),
        ),
    ),
    judge(
        "helpfulness",
        "Helpfulness",
        _OF,
        "Whether the answer gets the person further.",
        task="You read an answer as the person would who asked.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "helpfulness",
                "Can the person act on it, or do they know what they wanted to know?",
                (
                    ("0", "Of no use, or misleading."),
                    ("0.5", "Of some use; they would have to ask again."),
                    ("1", "All that was needed, in a form that can be used."),
                ),
                threshold=0.7,
            ),
        ),
    ),
    judge(
        "conciseness",
        "Conciseness",
        _OF,
        "Whether the answer says what it has to without padding.",
        task="You judge how economically an answer is worded.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "conciseness",
                "What share of the answer could be cut without losing anything that was asked for?",
                (
                    ("0", "Mostly padding or repetition."),
                    ("0.5", "Noticeably longer than needed."),
                    ("1", "Nothing could be cut."),
                ),
            ),
        ),
    ),
    judge(
        "depth",
        "Depth",
        _OF,
        "Whether the answer goes beneath the surface.",
        task="You judge how thoroughly an answer treats its subject.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "depth",
                "Does it explain causes, conditions and consequences, or only repeat what is obvious?",
                (
                    ("0", "Platitudes."),
                    ("0.5", "Some explanation, hardly any connection."),
                    ("1", "Explains why, when and with what limits."),
                ),
            ),
        ),
    ),
    judge(
        "detail",
        "Detail",
        _OF,
        "Whether the answer is specific.",
        task="You judge how specific an answer is.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "detail",
                "Are there concrete facts, figures, names, steps or examples where they help?",
                (("0", "General statements only."), ("0.5", "A few specifics."), ("1", "Specific wherever it matters.")),
            ),
        ),
    ),
    judge(
        "creativity",
        "Creativity",
        _OF,
        "Whether the answer has ideas of its own that still fit the task.",
        task="You judge the originality of a text that was asked for.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "creativity",
                "Are ideas, images or wording unexpected and yet fitting? Oddness that ignores the task does not count.",
                (
                    ("0", "Stock phrases, or nothing to do with the task."),
                    ("0.5", "Solid but predictable."),
                    ("1", "Surprising, and right for the task."),
                ),
            ),
        ),
    ),
    judge(
        "instruction_adherence",
        "Instruction adherence",
        _OF,
        "Whether every instruction was followed.",
        task="You list the instructions in a request one by one and check each against the answer.",
        parts=(("Question", "instructions"), ANSWER),
        outputs=(
            graded(
                "adherence",
                "What share of the instructions on content, form, length, language and limits was followed?",
                (("0", "None."), ("0.5", "About half."), ("1", "All, to the letter.")),
                threshold=0.9,
            ),
        ),
    ),
    judge(
        "hallucination",
        "Hallucination",
        _OF,
        "Whether the answer makes things up.",
        task="You look for claims that are invented or that nobody could know from what was given.",
        parts=(QUESTION, ANSWER),
        outputs=(
            yes_no(
                "grounded",
                "Is every checkable claim either common knowledge or part of what was given?",
                "Nothing was invented.",
                "At least one claim, name, number, quotation or source was invented.",
            ),
        ),
    ),
    judge(
        "image_understanding",
        "Image understanding",
        _OF,
        "Whether an answer about an image agrees with what the image shows.",
        task="You look at an image and check what an answer says about it. Only what can be seen there counts as true.",
        parts=(QUESTION, ("Image", "image"), ANSWER),
        outputs=(
            graded(
                "understanding",
                "Does the answer say what the image shows, as far as the question asks for it?",
                (
                    ("0", "About something else, or contradicted by the image in what matters."),
                    ("0.5", "The subject is right; details, numbers, text or positions are wrong or missing."),
                    ("1", "Everything that was asked for is there and agrees with the image."),
                ),
                threshold=0.7,
            ),
            yes_no(
                "nothing_invented",
                "Can everything that the answer says about the image be seen in it or follow from it?",
                "Nothing is claimed that the image does not show.",
                "It names an object, a text, a number or an event that is not there.",
            ),
        ),
        tags=("image",),
        shown={"image": PartType.IMAGE},
    ),
    judge(
        "sql_equivalence",
        "SQL equivalence",
        _OF,
        "Whether two SQL queries give the same rows.",
        task="You compare two SQL queries over the same schema by what they return, not by how they are written.",
        parts=(("Question", "schema"), ANSWER, EXPECTED),
        outputs=(
            yes_no(
                "equivalent",
                "Would both return the same rows and columns on every database with this schema?",
                "The same result always.",
                "There is data for which they differ, or one is not valid.",
            ),
        ),
        tags=("sql",),
    ),
    judge(
        "writing_review",
        "Writing review",
        _OF,
        "Clarity, tone and faults of a text, in one call.",
        task="You edit texts for publication and review the one below.",
        parts=(QUESTION, ANSWER),
        outputs=(
            graded(
                "clarity",
                "Is it understood at the first reading?",
                (("0", "Cannot be followed."), ("0.5", "With effort."), ("1", "At once.")),
            ),
            one_of(
                "tone",
                "How does it address its reader?",
                (
                    ("fitting", "Right for the purpose and the reader."),
                    ("too formal", "Stiffer than the purpose asks for."),
                    ("too casual", "Looser than the purpose allows."),
                ),
                ("fitting",),
            ),
            yes_no("correct_language", "Are spelling, grammar and punctuation right?", "No fault.", "At least one fault."),
        ),
    ),
)
