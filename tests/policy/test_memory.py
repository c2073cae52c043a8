"""What a plan remembers is what it was told: facts go into plain data and come back the same."""

import json

from hypothesis import given

from followups.policy import pack, unpack
from tests.policy.strategies import Asked, questions


@given(questions())
def test_facts_come_back_from_json_as_they_were(asked: Asked) -> None:
    facts = asked.facts
    again = unpack(json.loads(json.dumps(pack(facts))), facts.zone, facts.country, facts.subdivision)
    assert again._replace(student_zone=facts.student_zone) == facts
