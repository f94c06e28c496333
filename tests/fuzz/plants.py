"""Four defects that the fuzzer must find, one of each kind."""

from __future__ import annotations

from tests.planting import Patch

PLANTS = {
    # an unhandled exception, only for what is not a number
    "crash": Patch("server/areas/routes.py", "queries.get(code)", "queries.get(str(int(code)))"),
    # an answer that is not as it is described
    "schema": Patch(
        "server/areas/schemas.py",
        "cls(code=area.code, name=area.name,",
        "cls.model_construct(code=area.code, name=None,",
    ),
    # errors without their outer word
    "shape": Patch(
        "server/core/failures.py", "jsonify(error.as_json())", 'jsonify(error.as_json()["error"])'
    ),
    # a phone where its ends should be
    "phone": Patch(
        "server/core/text.py",
        'return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"',
        "return phone",
    ),
}
