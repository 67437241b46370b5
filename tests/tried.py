"""What one leaves behind who tries a prompt: a debug context, a run, what was said after it, variants side by side."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.world import World

COMPLETION = "subscription($run: ID!) { promptCompletion(promptRunId: $run) { status } }"


async def try_prompts(api: Api, world: World) -> None:
    """Try a world's prompt, and remember the ids of what is left."""
    prompt, variables = world["promptId"], [{"name": "ticket", "value": "late"}]
    context = await api.mutate(
        "savePromptDebugContext",
        "promptDebugContext { id }",
        promptId=prompt,
        mockVariables=variables,
        mockTools=[{"name": "search", "response": "Nothing."}],
        mockContexts=[{"role": "USER", "content": "Before."}],
        compareGroups=[{"name": "echo", "modelConfig": {"model": "demo/echo"}}],
    )
    ran = await _ran(api, "runPrompt", promptId=prompt, variables=variables)
    later = await _ran(api, "continuePromptRun", promptRunId=ran["id"], messages=[{"content": "And now?"}])
    await _try_variants(api, prompt)
    world.ids |= {
        "promptDebugContextId": context.payload()["promptDebugContext"]["id"],
        "promptRunId": later["id"],
        "modelRequestRecordId": later["modelRequests"][0]["id"],
    }


async def _ran(api: Api, field: str, **given: Any) -> dict[str, Any]:
    run = (await api.mutate(field, "promptRun { id status modelRequests { id } }", **given)).payload()["promptRun"]
    assert run["status"] == "SUCCEEDED"
    return dict(run)


async def _try_variants(api: Api, prompt: str) -> None:
    variants = [{"name": name} for name in ("one", "other")]
    begun = await api.mutate("runPromptVariants", "promptRuns { id }", promptId=prompt, variants=variants)
    for run in begun.payload()["promptRuns"]:
        last = (await api.subscribe(COMPLETION, run=run["id"]))[-1]
        assert last["data"]["promptCompletion"]["status"] == "SUCCEEDED"
