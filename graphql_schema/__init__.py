"""How the system is seen: its GraphQL schema.

Strawberry makes a dataclass of each of its six hundred types. It is given a `dataclass` here that leaves out what takes long
and nobody needs, which spares an eighth of the start and 3 MB.
"""

import dataclasses
import sys
from types import SimpleNamespace
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types import object_type
from strawberry.types.field import StrawberryField


def _lean_dataclass(*, kw_only: bool) -> Any:
    def made(cls: Any) -> Any:
        annotations, namespace = cls.__annotations__, vars(sys.modules[cls.__module__])
        # Annotations that know where they were written are resolved once; others are, without, and then again.
        cls.__annotations__ = {
            name: StrawberryAnnotation.from_annotation(kind, namespace) if _is_field(cls, name) else kind
            for name, kind in annotations.items()
        }
        # A class without a docstring would get its signature for one.
        cls.__doc__ = cls.__doc__ or cls.__name__
        # Objects of these types are neither compared nor printed.
        dataclasses.dataclass(kw_only=kw_only, repr=False, eq=False)(cls)
        cls.__annotations__ = annotations
        return cls

    return made


def _is_field(cls: type, name: str) -> bool:
    return isinstance(vars(cls).get(name), StrawberryField)


setattr(object_type, "dataclasses", SimpleNamespace(**vars(dataclasses) | {"dataclass": _lean_dataclass}))  # noqa: B010
