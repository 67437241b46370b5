"""How scores, categories and verdicts are spread over items."""

import strawberry


@strawberry.type(description="How many items have some category, some verdict, or a score from `low` to below `high`.")
class DistributionPart:
    label: str | None = strawberry.field(description="The category, or `passed` or `failed`; null for a range.")
    low: float | None = strawberry.field(description="Where the range begins; null for a category.")
    high: float | None = strawberry.field(description="Where the range ends; the last one holds its end.")
    count: int = strawberry.field(description="How many items.")
