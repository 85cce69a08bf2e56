"""What goes in and out at the doors of the API, as its schema tells it."""

from rest_framework import serializers

from games.lobby import Against
from games.messages import LONGEST_ID


class EventFacts(serializers.Serializer):
    seq = serializers.IntegerField(help_text="From 1, without a gap but for what is hidden.")
    kind = serializers.CharField()
    seat = serializers.CharField(help_text="Who did it; empty for the game itself.")
    payload = serializers.JSONField()
    at = serializers.CharField()


class PlayerFacts(serializers.Serializer):
    seat = serializers.CharField()
    kind = serializers.CharField(help_text="human, bot, model, or search: a program of ours.")
    name = serializers.CharField(allow_null=True, help_text="Of a model, when it is over.")
    slug = serializers.CharField(allow_null=True)
    result = serializers.CharField(help_text="won, lost, drawn; empty before the end.")
    score = serializers.FloatField(allow_null=True)


class FormFacts(serializers.Serializer):
    options = serializers.JSONField(help_text="A move is one of these: its properties.")
    schema = serializers.JSONField(help_text="The same as one JSON Schema.")


class Sealed(serializers.Serializer):
    deal = serializers.JSONField()
    nonce = serializers.CharField()


class MatchState(serializers.Serializer):
    """A match as one seat sees it."""

    id = serializers.CharField()
    game = serializers.CharField()
    mode = serializers.CharField()
    day = serializers.CharField(allow_null=True, help_text="Whose word of the day it is.")
    status = serializers.CharField(help_text="waiting, playing, finished, abandoned or void.")
    ending = serializers.CharField()
    seq = serializers.IntegerField(help_text="The last event's number: the base of a move.")
    seat = serializers.CharField(help_text="Where the bot sits.")
    players = PlayerFacts(many=True)
    to_move = serializers.CharField(allow_null=True)
    form = FormFacts(allow_null=True, help_text="What the bot may send; null if not its turn.")
    view = serializers.JSONField(help_text="What the seat knows, such as its word.")
    reason = serializers.CharField()
    events = EventFacts(many=True)
    invite = serializers.CharField(help_text="While it waits: for whoever shall join.")
    listener = serializers.JSONField(
        allow_null=True, help_text="A model that guesses along with two people, if one does."
    )
    clock = serializers.JSONField(
        allow_null=True, help_text="move_seconds, and left_seconds of whoever is on the move."
    )
    delay_seconds = serializers.IntegerField(help_text="For spectators; 0 at a seat.")
    appeal = serializers.JSONField(help_text="Of people, against rulings of the rules.")
    is_rated = serializers.BooleanField()
    unrated_because = serializers.CharField()
    commitment = serializers.CharField()
    hindsight = serializers.JSONField(
        allow_null=True, help_text="When it is over: beliefs, bits of each answer, surprises."
    )
    sealed = Sealed(allow_null=True, help_text="When it is over.")


class RunningMatch(serializers.Serializer):
    id = serializers.CharField()
    game = serializers.CharField()
    mode = serializers.CharField()
    status = serializers.CharField()
    seq = serializers.IntegerField()


class OpeningAsked(serializers.Serializer):
    game = serializers.CharField(max_length=40)
    mode = serializers.CharField(max_length=40)
    against = serializers.ChoiceField(list(Against), default=Against.MODEL)


class MoveAsked(serializers.Serializer):
    id = serializers.CharField(max_length=LONGEST_ID, help_text="Your own name for this move.")
    base = serializers.IntegerField(min_value=0, help_text="The seq that it was decided on.")
    move = serializers.DictField(help_text="One of the form's options, filled in.")


class MovePlayed(serializers.Serializer):
    seq = serializers.IntegerField(help_text="The last event's number after the move.")
    is_new = serializers.BooleanField(help_text="False if this very move was known already.")
