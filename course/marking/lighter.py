"""Imports jsonschema without the grammar of international addresses; import this before nbformat or nbgrader.

jsonschema's check of the format "iri" builds that grammar on import, which is five sixths of what it costs a process to
begin to mark. No schema here names that format, and jsonschema does without where the package is missing.
"""

import sys

GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules and GRAMMAR not in sys.modules:
    sys.modules[GRAMMAR] = None  # type: ignore[assignment]  # an import of it fails, as if it were missing
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[GRAMMAR]
