"""How runs are made and carried out, how far they are, and how their items end: each a fixed set of words."""

from __future__ import annotations

from app.core.choices import Choice


class ExperimentRunMode(Choice):
    """Which items a run works on."""

    ALL = "ALL", "Every item of the dataset version."
    RETRY_FAILED = "RETRY_FAILED", "What failed or was not reached in an earlier run; the rest is carried over from it."
    RETRY_ITEMS = "RETRY_ITEMS", "Chosen items of an earlier run, all over again; the rest is carried over from it."
    TRIAL = "TRIAL", "The first few items, or chosen ones."
    APPEND = "APPEND", "Items that are appended while it runs, until it is finished by a person."
    RESCORE = "RESCORE", "Outputs of an earlier run, judged anew without calling the target."


class ExperimentRunPriority(Choice):
    """Which runs get free places first."""

    LOW = "LOW", "After all others."
    NORMAL = "NORMAL", "In turn."
    HIGH = "HIGH", "Before all others."


class ExperimentRunStatus(Choice):
    """How far a run is."""

    PENDING = "PENDING", "Waits to be started."
    RUNNING = "RUNNING", "Works on items."
    PAUSED = "PAUSED", "Begins no more items until it is resumed; the reason says why."
    CANCELLING = "CANCELLING", "Was told to stop and is about to."
    CANCELLED = "CANCELLED", "Was stopped; items not done by then are marked cancelled."
    SUCCEEDED = "SUCCEEDED", "Has done every item, and none failed."
    COMPLETED_WITH_FAILURES = "COMPLETED_WITH_FAILURES", "Has done every item, and some failed, or have no output."
    FAILED = "FAILED", "Could not go on; the reason says why."


FINAL = frozenset(
    {
        ExperimentRunStatus.CANCELLED,
        ExperimentRunStatus.SUCCEEDED,
        ExperimentRunStatus.COMPLETED_WITH_FAILURES,
        ExperimentRunStatus.FAILED,
    }
)


class ItemResultStatus(Choice):
    """How an item of a run ended."""

    SUCCEEDED = "SUCCEEDED", "The target gave an output and every evaluator a verdict."
    FAILED = "FAILED", "The target or an evaluator gave an error; the reason says which."
    CANCELLED = "CANCELLED", "The run was stopped before the item was done."


class ShardStatus(Choice):
    """How far a part of a run is."""

    WAITING = "WAITING", "Has no job yet; others of its run come first, or the run is paused."
    PENDING = "PENDING", "Has a job, which waits or works."
    AWAITING = "AWAITING", "What could be done is done; outputs of the other items are still to come."
    DONE = "DONE", "Every item of it has a result."
    CANCELLED = "CANCELLED", "Was stopped."


class ExperimentOrigin(Choice):
    """How an experiment came to be."""

    NEW = "NEW", "Put together from its parts."
    TEMPLATE = "TEMPLATE", "Made from a template."
    CLONE = "CLONE", "Made after another experiment."
    RESCORE = "RESCORE", "Made to judge the outputs of a run anew."


class MetricKind(Choice):
    """What a metric of a run is about."""

    EVALUATOR = "EVALUATOR", "What an evaluator, or one output of it, said; what people corrected counts as corrected."
    WEIGHTED_SCORE = "WEIGHTED_SCORE", "The mean of an item's scores by the evaluators' weights."
    LATENCY = "LATENCY", "Milliseconds the target took."
    INPUT_TOKENS = "INPUT_TOKENS", "Tokens the target read."
    OUTPUT_TOKENS = "OUTPUT_TOKENS", "Tokens the target wrote."
    TOTAL_TOKENS = "TOTAL_TOKENS", "Tokens the target read and wrote."
    COST = "COST", "US dollars of target and evaluators."


OF_SCORES = (MetricKind.EVALUATOR, MetricKind.WEIGHTED_SCORE)
"""What is said of the quality of outputs, rather than of what they took."""
