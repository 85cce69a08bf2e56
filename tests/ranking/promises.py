"""What the API's schema promises, against what an address says."""

import jsonschema
from drf_spectacular.generators import SchemaGenerator


def assert_promised(answer: object, path: str) -> None:
    """Fails unless the answer is what the schema says of this path, with nothing besides."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    promised = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema = _as_json_schema({**promised["schema"], "components": document["components"]})
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(answer, schema, format_checker=checker)


def _as_json_schema(schema: dict) -> dict:
    """OpenAPI 3.0 says nullable where JSON Schema has a list of types; all keys may be required."""
    if isinstance(schema, list):
        return [_as_json_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _as_json_schema(part) for key, part in schema.items() if key != "nullable"}
    if schema.get("nullable"):
        return {"anyOf": [plain, {"type": "null"}]}
    if plain.get("type") == "object" and "properties" in plain:
        plain["additionalProperties"] = False
    return plain
