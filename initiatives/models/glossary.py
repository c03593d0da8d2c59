"""The terms of the site, in the order of the alphabet. The codebook page and CONTRIBUTING show the same list."""

from django.utils.translation import gettext_lazy as _

GLOSSARY = [
    (_("as of"), _("A view of a day in the past. It uses everything recorded today and leaves out later events.")),
    (_("blank"), _("An empty field. A blank with a recorded reason, such as “source silent”, is a typed blank.")),
    (_("candidate"), _("A state that asked to join a grouping, or whose membership the members are considering.")),
    (
        _("coding"),
        _("Reading a statement and recording its commitments. The record says how much of the text was read."),
    ),
    (_("commitment"), _("Something that states say in a statement they will do, do together or observe.")),
    (
        _("dismissed duplicate"),
        _("Two similar records that a curator compared and found to be different, with a reason."),
    ),
    (_("evidence grade"), _("How we know that a commitment was made: verified, secondary or unverified.")),
    (_("follow-up"), _("A dated event or text after the announcement that says what happened to a commitment.")),
    (_("grouping"), _("A small group of states that meet and issue statements together, such as the Quad or AUKUS.")),
    (_("locator"), _("The place in a text, such as a paragraph number or a heading, where something is written.")),
    (
        _("meeting"),
        _("A meeting of a grouping at any level, held or not. In addresses, files and code it is a summit."),
    ),
    (_("mode"), _("How states cooperate in a commitment, such as standards, investment or dialogue.")),
    (
        _("party"),
        _("A state, a territory or a union of states that belongs to a grouping or takes part in a commitment."),
    ),
    (_("public version"), _("The content of a record during one period in which it was public and did not change.")),
    (_("record"), _("One row of the data set: a commitment, a statement, a meeting, a state and so on.")),
    (_("release"), _("A numbered copy of all public data that never changes, so that it can be cited.")),
    (_("role"), _("What a party does in one commitment: lead, participant, host or beneficiary.")),
    (
        _("search log"),
        _("The list of what a researcher looked up: where, with which words, on which day, with which result."),
    ),
    (_("source"), _("A publication that was read, with its publisher, its address and the day of reading.")),
    (_("statement"), _("A public text of a grouping, such as a joint statement, a fact sheet or a press release.")),
    (_("status"), _("How far a commitment has come on a given day. It follows from the dated follow-ups.")),
    (_("target date"), _("The date by which a commitment was promised to be completed.")),
    (_("technology"), _("A subject from the tree of technologies in the codebook. A commitment has one or more.")),
    (
        _("transition"),
        _("A change of editorial state, such as from draft to in review or from in review to published."),
    ),
    (_("withdrawn"), _("Taken back after publication. The address stays and gives the reason.")),
]
"""Pairs of a term and its definition."""
