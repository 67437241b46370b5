"""Judges of agents: what they reached, and by which steps."""

from app.evaluation.models import EvaluatorCategory
from app.evaluation.presets.preset import graded, judge, one_of, yes_no

_OF = EvaluatorCategory.AGENT
_GOAL, _STEPS, _TOOLS = ("Question", "goal"), ("Trajectory", "trajectory"), ("Context", "tools")

PRESETS = (
    judge(
        "task_completion",
        "Task completion",
        _OF,
        "Whether the agent did what it was asked to do.",
        task="You decide from the record of an agent's work whether the task is done. Claims of the agent are not evidence.",
        parts=(_GOAL, _STEPS, ("Answer", "output")),
        outputs=(
            graded(
                "completion",
                "What share of the task is verifiably done?",
                (
                    ("0", "Nothing of use."),
                    ("0.5", "Some of it; essential parts are open."),
                    ("1", "All of it, as the record shows."),
                ),
                threshold=0.8,
            ),
        ),
    ),
    judge(
        "goal_accuracy",
        "Goal accuracy",
        _OF,
        "Whether what the agent reached is what was wanted.",
        task="You compare the state an agent has brought about with the one that was wanted.",
        parts=(_GOAL, ("Answer", "output"), ("Expected", "expected")),
        outputs=(
            yes_no(
                "reached",
                "Is the wanted outcome reached in every respect that matters?",
                "It is.",
                "Something that matters differs.",
            ),
        ),
    ),
    judge(
        "trajectory_quality",
        "Trajectory quality",
        _OF,
        "Whether the agent took sensible steps.",
        task="You review the steps of an agent as an experienced colleague would.",
        parts=(_GOAL, _STEPS),
        outputs=(
            graded(
                "quality",
                "Does each step follow from what was known, without loops, detours or ignored errors?",
                (("0", "Aimless or stuck."), ("0.5", "Arrives, with detours or luck."), ("1", "Direct and well founded.")),
                threshold=0.7,
            ),
            one_of(
                "main_fault",
                "What is the worst fault?",
                (
                    ("none", "No fault worth naming."),
                    ("loop", "It repeated itself without learning anything."),
                    ("detour", "It did things that served nothing."),
                    ("ignored error", "It went on as if a failed step had worked."),
                    ("gave up", "It stopped before it had to."),
                ),
                ("none",),
            ),
        ),
    ),
    judge(
        "tool_selection",
        "Tool selection",
        _OF,
        "Whether the agent chose the right tools.",
        task="You check an agent's choice of tools against those that it had.",
        parts=(_GOAL, _TOOLS, ("Answer", "tool_calls")),
        outputs=(
            graded(
                "selection",
                "Calls to the best tool for the need, divided by all; one that was needed and not made is wrong.",
                (
                    ("0", "Wrong tools, or none where one was needed."),
                    ("0.5", "Right in half of the cases."),
                    ("1", "Right every time."),
                ),
                threshold=0.8,
            ),
        ),
        tags=("tools",),
    ),
    judge(
        "tool_arguments",
        "Tool arguments",
        _OF,
        "Whether tools were called with the right arguments.",
        task="You check the arguments of tool calls against the tools' descriptions and the conversation.",
        parts=(_GOAL, _TOOLS, ("Answer", "tool_calls")),
        outputs=(
            graded(
                "arguments",
                "Arguments that are there, of the right type, and known rather than invented, divided by all.",
                (("0", "None is right."), ("0.5", "Half of them are."), ("1", "All are.")),
                threshold=0.8,
            ),
        ),
        tags=("tools",),
    ),
    judge(
        "plan_quality",
        "Plan quality",
        _OF,
        "Whether the agent's plan would reach the goal.",
        task="You review a plan before anything is done.",
        parts=(_GOAL, ("Answer", "plan")),
        outputs=(
            graded(
                "plan",
                "Would carrying it out reach the goal, step by step, without needless work or risk?",
                (("0", "It would not."), ("0.5", "With gaps to be filled on the way."), ("1", "It would.")),
                threshold=0.7,
            ),
        ),
    ),
)
