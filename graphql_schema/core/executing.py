"""Executes operations by compiled plans, and in graphql-core's way whatever is unusual."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
)
from graphql.execution.collect_fields import GroupedFieldSet
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.core.database import database
from app.core.errors import DomainError
from graphql_schema.core.compiling import Compiler
from graphql_schema.core.context import Context
from graphql_schema.core.plans import Made, Plan, Run, Unusual

if TYPE_CHECKING:
    from graphql_schema.core.documents import Document

log: Any = structlog.get_logger(__name__)
PLANS_OF_A_DOCUMENT = 64
PlanKey = tuple[Any, ...]
Plans = dict[PlanKey, Plan | None]
"""Compiled selections of one document; none where one cannot be compiled."""


@dataclass
class Counted:
    """How selections were executed since the process started."""

    plans: int = 0
    """Selections executed by a plan."""
    fallbacks: int = 0
    """Selections that a plan began and graphql-core did."""


compiled = Counted()
_NO_VALUES = VariableValues({}, {})
_is_plain: ContextVar[bool] = ContextVar("is_plain", default=False)


@contextmanager
def only_graphql_core() -> Iterator[None]:
    """Execute every operation in graphql-core's way alone, to compare."""
    token = _is_plain.set(True)
    try:
        yield
    finally:
        _is_plain.reset(token)


@dataclass(slots=True)
class Execution:
    """One execution of a query or mutation of a document."""

    schema: GraphQLSchema
    document: Document
    operation: OperationDefinitionNode
    context: Context
    variables: dict[str, Any]
    root_value: Any = None

    def immediate(self) -> Made | None:
        """What came of a query that reads nothing, if it was compiled before."""
        plan = self._plan(_NO_VALUES) if not self.operation.variable_definitions else None
        if plan is None or plan.steps:
            return None
        compiled.plans += 1
        return plan.make([self.root_value])[0]

    async def result(self) -> ExecutionResult:
        """What came of it. A query compiled before needs nothing of graphql-core but the values of its variables."""
        declared = self.operation.variable_definitions
        values = (
            get_variable_values(self.schema, declared, self.variables, hide_suggestions=True) if declared else _NO_VALUES
        )
        plan = self._plan(values) if isinstance(values, VariableValues) else None
        if plan is None or not isinstance(values, VariableValues):
            return await self._whole()
        try:
            return ExecutionResult(await self._planned(plan, values))
        except Exception as error:  # whatever it is, graphql-core reports it
            fall_back(error, self.context)
        with only_graphql_core():
            return await self._whole()

    def _plan(self, values: VariableValues) -> Plan | None:
        if _is_plain.get():
            return None
        return self.document.plans.get(root_key(self.operation, self.document.switches, values))

    async def _planned(self, plan: Plan, values: VariableValues) -> Made:
        compiled.plans += 1
        return (await plan.run(Run(self.context, values, self._info), [self.root_value]))[0]

    def _info(self, field: GraphQLField, nodes: Any, of: GraphQLObjectType) -> GraphQLResolveInfo[Any]:
        executor = CompiledExecutor.build(self.schema, self.document.ast, **self._given())
        if isinstance(executor, list):
            raise executor[0]
        return executor.build_resolve_info(field, nodes, of, Path(None, nodes[0].name.value, of.name))

    async def _whole(self) -> ExecutionResult:
        given = self._given()
        given["variable_values"] = given.pop("raw_variable_values")
        result = execute(self.schema, self.document.ast, executor_class=CompiledExecutor, **given)
        return result if isinstance(result, ExecutionResult) else await result

    def _given(self) -> dict[str, Any]:
        return {
            "root_value": self.root_value,
            "context_value": self.context,
            "raw_variable_values": self.variables,
            "operation_name": self.operation.name.value if self.operation.name else None,
            "is_awaitable": optimized_is_awaitable,
            # A suggestion costs tens of milliseconds here; validation makes cheaper ones.
            "hide_suggestions": True,
            "plans": self.document.plans,
            "switches": self.document.switches,
        }


def root_key(operation: OperationDefinitionNode, switches: tuple[str, ...], values: VariableValues) -> PlanKey:
    """Under what the plan of a whole operation is kept."""
    coerced = values.coerced
    return ("root", id(operation), database().dialect, *(coerced.get(name) for name in switches))


def fall_back(error: Exception, context: Context) -> None:
    """Make ready for graphql-core to do what a plan began."""
    compiled.fallbacks += 1
    # What was being loaded was cancelled with the plan; whoever waited for the same would wait for ever.
    context.renew()
    is_expected = isinstance(error, Unusual | DomainError | GraphQLError)
    log.debug("executed without a plan", reason=repr(error), exc_info=None if is_expected else error)


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which looks for a plan wherever it is about to execute the fields of an object."""

    def __init__(self, *args: Any, plans: Plans, switches: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans = plans
        self._switches = switches
        self._is_plain = _is_plain.get()

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[Made]:
        plan = None if self._is_plain else self._plan_of(parent_type, grouped_field_set)
        if plan is not None and path is None and parent_type is self.schema.query_type:
            self._plans[root_key(self.operation, self._switches, self.variable_values)] = plan
        if plan is None:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        if plan.steps:
            return self._run(plan, parent_type, source_value, path, grouped_field_set, position_context)
        compiled.plans += 1
        try:
            return plan.make([source_value])[0]
        except Exception as error:  # whatever it is, graphql-core reports it
            self._fall_back(error)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    async def _run(
        self,
        plan: Plan,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Made:
        compiled.plans += 1
        try:
            return (await plan.run(Run(self.context_value, self.variable_values, self._info), [source_value]))[0]
        except Exception as error:  # whatever it is, graphql-core reports it
            self._fall_back(error)
        made = super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        return made if isinstance(made, dict) else await made

    def _fall_back(self, error: Exception) -> None:
        self._is_plain = True
        fall_back(error, self.context_value)

    def _plan_of(self, of: GraphQLObjectType, grouped: GroupedFieldSet) -> Plan | None:
        coerced = self.variable_values.coerced
        nodes = tuple(id(detail.node) for details in grouped.values() for detail in details)
        key = (of.name, database().dialect, nodes, *(coerced.get(name) for name in self._switches))
        if key in self._plans:
            return self._plans[key]
        if len(self._plans) >= PLANS_OF_A_DOCUMENT:
            self._plans.clear()
        made = self._plans[key] = self._compiled(of, grouped)
        return made

    def _compiled(self, of: GraphQLObjectType, grouped: GroupedFieldSet) -> Plan | None:
        values = self.variable_values
        switches = VariableValues(
            {name: values.sources[name] for name in self._switches if name in values.sources},
            {name: values.coerced[name] for name in self._switches if name in values.coerced},
        )
        strawberry: Any = self.schema.extensions["strawberry-definition"]
        converter, dialect = strawberry.schema_converter, database().dialect
        compiler = Compiler(self.schema, converter, self.operation, self.fragments, switches, dialect)
        try:
            return compiler.plan(of, grouped)
        except (Unusual, DomainError, GraphQLError) as reason:
            # Such as introspection, or a constant argument that is wrong.
            log.debug("no plan", type=of.name, reason=repr(reason))
        except Exception:
            log.exception("a selection could not be compiled", type=of.name)
        return None

    def _info(self, field: GraphQLField, nodes: Any, of: GraphQLObjectType) -> GraphQLResolveInfo[Any]:
        return self.build_resolve_info(field, nodes, of, Path(None, nodes[0].name.value, of.name))
