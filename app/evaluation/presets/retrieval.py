"""Judges of answers that rest on retrieved texts, and of what was retrieved."""

from app.evaluation.models import EvaluatorCategory
from app.evaluation.presets.preset import ANSWER, CONTEXT, EXPECTED, QUESTION, graded, judge

_OF = EvaluatorCategory.RETRIEVAL

PRESETS = (
    judge(
        "faithfulness",
        "Faithfulness",
        _OF,
        "What share of the answer's claims the context supports.",
        task="You split an answer into single claims and look each up in the context.",
        parts=(QUESTION, CONTEXT, ANSWER),
        outputs=(
            graded(
                "faithfulness",
                "Claims that the context supports, divided by all claims; what is true but not in it does not count.",
                (
                    ("0", "The context supports none."),
                    ("0.5", "It supports half of them."),
                    ("1", "It supports all, or there is no claim."),
                ),
                threshold=0.9,
            ),
        ),
    ),
    judge(
        "context_precision",
        "Context precision",
        _OF,
        "What share of the retrieved texts was of use.",
        task="You decide for each retrieved text whether it helps to answer the question.",
        parts=(QUESTION, CONTEXT, EXPECTED),
        outputs=(
            graded(
                "precision",
                "Texts that help to arrive at the expected answer, divided by all texts; useful ones should come first.",
                (
                    ("0", "None helps."),
                    ("0.5", "Half of them help, or the useful ones come last."),
                    ("1", "All help, the best first."),
                ),
            ),
        ),
    ),
    judge(
        "context_recall",
        "Context recall",
        _OF,
        "How much of the expected answer can be found in the retrieved texts.",
        task="You split the expected answer into statements and look each up in the context.",
        parts=(QUESTION, CONTEXT, EXPECTED),
        outputs=(
            graded(
                "recall",
                "Statements of the expected answer that the context contains, divided by all its statements.",
                (("0", "None."), ("0.5", "Half of them."), ("1", "All of them.")),
                threshold=0.8,
            ),
        ),
    ),
    judge(
        "context_relevance",
        "Context relevance",
        _OF,
        "Whether the retrieved texts are about the question.",
        task="You judge what a search has found for a question. There is no answer yet.",
        parts=(QUESTION, CONTEXT),
        outputs=(
            graded(
                "relevance",
                "How well do the texts fit the question, and do they suffice to answer it?",
                (("0", "Unrelated."), ("0.5", "Related, but something needed is missing."), ("1", "All that is needed.")),
            ),
        ),
    ),
    judge(
        "citation_relevance",
        "Citation relevance",
        _OF,
        "Whether what the answer cites supports what it says there.",
        task="You check every citation of an answer against the text that it refers to.",
        parts=(CONTEXT, ANSWER),
        outputs=(
            graded(
                "citations",
                "Citations that support the statement they stand by, divided by all citations.",
                (
                    ("0", "None does, or there are none where they are needed."),
                    ("0.5", "Half of them do."),
                    ("1", "Every one does."),
                ),
                threshold=0.8,
            ),
        ),
    ),
    judge(
        "reference_adherence",
        "Reference adherence",
        _OF,
        "Whether the answer keeps to the material it was given.",
        task="You check whether an answer uses the material it was given rather than other knowledge.",
        parts=(QUESTION, ("Context", "reference"), ANSWER),
        outputs=(
            graded(
                "adherence",
                "Does it use what the material offers, without contradicting it or going beyond it?",
                (
                    ("0", "Ignores or contradicts it."),
                    ("0.5", "Uses it in part and adds to it."),
                    ("1", "Keeps to it fully."),
                ),
                threshold=0.8,
            ),
        ),
    ),
)
