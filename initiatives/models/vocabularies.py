"""The controlled vocabularies: every code of a record, with its label, definition, example and borderline case.

The codebook, the data dictionary and the API schema are made from them. Code lists that others maintain are used unchanged
and named in `EXTERNAL_CODE_LISTS`.

Published codes never change, because addresses and downloads contain them. Labels and definitions may be improved.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

STALE_AFTER_DAYS = 180
"""A search that found nothing counts for this many days. Then it has to be repeated."""

RESERVED_NONE = "none"
"""The filter value for an empty field. No record may have it as its slug."""


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """The texts of the codebook about one value."""

    definition: str
    example: str
    borderline: str

    @property
    def is_complete(self) -> bool:
        return bool(self.definition and self.example and self.borderline)


class VocabularyType(type(TextChoices)):
    """Leaves the labels in `choices` lazy, because models read them at import."""

    @property
    def choices(cls):
        return [(member.value, member._label_) for member in cls]


class Vocabulary(TextChoices, metaclass=VocabularyType):
    """Choices with a definition, an example and a borderline case for each value.

    A vocabulary states its `slug` and `heading` in the class line, its introduction in `__intro__` and an entry for each
    value in `__codebook__`. Raises `TypeError` at import if a value has no complete entry.
    """

    slug: ClassVar[str]
    heading: ClassVar[str]
    intro: ClassVar[str]
    notes: ClassVar[dict[str, CodebookEntry]]
    __intro__: ClassVar[str]
    __codebook__: ClassVar[dict[str, CodebookEntry]]

    def __init_subclass__(cls, *, slug: str, heading: str, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.slug, cls.heading = slug, heading
        cls.intro, cls.notes = cls.__intro__, cls.__codebook__
        wanting = {member.value for member in cls} ^ cls.notes.keys()
        wanting |= {code for code, note in cls.notes.items() if not note.is_complete}
        if wanting:
            raise TypeError(f"{cls.__name__}: values and codebook entries do not match: {', '.join(sorted(wanting))}")

    @property
    def label(self) -> str:
        return str(self._label_)

    @property
    def definition(self) -> str:
        return str(self.notes[self.value].definition)

    @property
    def example(self) -> str:
        return str(self.notes[self.value].example)

    @property
    def borderline(self) -> str:
        return str(self.notes[self.value].borderline)

    @property
    def anchor(self) -> str:
        """The anchor of the value on the codebook page: `status-under-way`."""
        return f"{self.slug}-{self.value}"


class Status(Vocabulary, slug="status", heading=_("Status of a commitment")):
    __intro__ = _(
        "How far a commitment has come on a given day. It is derived from dated follow-ups, never typed in, and "
        "always shown with its day and the grade of evidence. Our own list; the nearest outside one is IATI's "
        "activity status."
    )

    ANNOUNCED = "announced", _("Announced")
    UNDER_WAY = "under-way", _("Under way")
    COMPLETED = "completed", _("Completed")
    STALLED = "stalled", _("Stalled")
    SUPERSEDED = "superseded", _("Superseded")
    UNKNOWN = "unknown", _("Unknown")

    __codebook__ = {
        "announced": CodebookEntry(
            _(
                "Promised in a text, and no later evidence that work has begun. Repeating or enlarging a promise does "
                "not change this."
            ),
            _("The Semiconductor Supply Chains Contingency Network, agreed at Wilmington in September 2024."),
            _("A tender or a study that is only planned is still announced."),
        ),
        "under-way": CodebookEntry(
            _(
                "A dated source says that a step has been taken: a contract signed, money paid, a first meeting held, "
                "a trial run, staff or students chosen."
            ),
            _("The Open RAN deployment in Palau, once the technical assistance grant was signed in June 2023."),
            _("A standing dialogue is under way from its first meeting and stays so while it meets."),
        ),
        "completed": CodebookEntry(
            _(
                "A dated source says that what was promised has been done in full. For a text to be written, its "
                "publication is enough."
            ),
            _("The Quad’s Open RAN Security Report, released in May 2023."),
            _("A promise kept late is completed, as with the first contract of the Global Combat Air Programme."),
        ),
        "stalled": CodebookEntry(
            _("A dated source says that work has stopped, been put on hold or failed. Silence is not enough."),
            _("None at present; a ministry’s statement that a project is suspended would be one."),
            _("A target date that passed without a word is unknown, not stalled."),
        ),
        "superseded": CodebookEntry(
            _("A dated source says that another commitment or body has taken this one’s place."),
            _("The investment work of the Minerals Security Partnership, carried into its successor FORGE in 2026."),
            _("A new phase under the same name does not supersede; it is a follow-up of kind expanded."),
        ),
        "unknown": CodebookEntry(
            _("A curator has looked, and the sources do not allow any other value. It is set by an assessment only."),
            _(
                "The Trilateral Cyber and Digital Dialogue of the United States, Japan and the Philippines, due in "
                "2024."
            ),
            _("A commitment that nobody has looked into again is announced, not unknown."),
        ),
    }


class FollowUpKind(Vocabulary, slug="follow-up", heading=_("Kind of follow-up")):
    __intro__ = _(
        "What a later text or event did to a commitment. Each kind supports one status or none; a row may say "
        "otherwise where its source does. Two effects in one text are two follow-ups."
    )

    REAFFIRMED = "reaffirmed", _("Reaffirmed")
    EXPANDED = "expanded", _("Expanded")
    PROGRESS = "progress", _("Progress")
    COMPLETED = "completed", _("Completed")
    STALLED = "stalled", _("Stalled")
    SUPERSEDED = "superseded", _("Superseded")
    ASSESSED = "assessed", _("Assessed")

    __codebook__ = {
        "reaffirmed": CodebookEntry(
            _("The promise is repeated, welcomed or cited, with nothing new promised and nothing reported done."),
            _("In September 2023 the Quad foreign ministers said that they would carry the cable partnership forward."),
            _("General praise (“we welcome progress”) without a fact is reaffirmed."),
        ),
        "expanded": CodebookEntry(
            _("Something is added to the promise: money, a party, a place, a technology, a later phase."),
            _("Sweden, Norway and others signed the Pax Silica Declaration in 2026."),
            _("An addition with a name and locator of its own is a new commitment as well."),
        ),
        "progress": CodebookEntry(
            _("A particular step is reported as taken. It can be dated or checked."),
            _("In March 2023 the six parties of the East Micronesia Cable met before the construction contract."),
            _("A step that is only expected (“will be signed this year”) is reaffirmed."),
        ),
        "completed": CodebookEntry(
            _("The promise is reported as kept in full."),
            _("In July 2025 the undersea cables forum was held in New Delhi."),
            _("One finished phase of several is progress."),
        ),
        "stalled": CodebookEntry(
            _("The promise is reported as stopped, put on hold or failed."),
            _("None at present."),
            _("A delay with a new date is progress, if work goes on."),
        ),
        "superseded": CodebookEntry(
            _("The promise is reported as replaced by another."),
            _("In February 2026 the Minerals Security Partnership was relaunched as FORGE."),
            _(
                "Work that gets a record of its own while the older promise stands is expanded, as when cooperation "
                "on hypersonics among the AUKUS states led to the HyFliTE arrangement."
            ),
        ),
        "assessed": CodebookEntry(
            _(
                "A curator’s dated reading of the whole record, without a new text. It states the status that it "
                "supports."
            ),
            _("The Earth observation monitoring framework of the Quad, of which no later trace was found."),
            _("Where a text can be cited, take the kind that fits the text."),
        ),
    }


SUPPORTS: dict[FollowUpKind, Status | None] = {
    FollowUpKind.REAFFIRMED: None,
    FollowUpKind.EXPANDED: None,
    FollowUpKind.PROGRESS: Status.UNDER_WAY,
    FollowUpKind.COMPLETED: Status.COMPLETED,
    FollowUpKind.STALLED: Status.STALLED,
    FollowUpKind.SUPERSEDED: Status.SUPERSEDED,
    FollowUpKind.ASSESSED: None,
}
"""The status that a follow-up of each kind supports, unless the follow-up names another."""


class Evidence(Vocabulary, slug="evidence", heading=_("Grade of evidence")):
    __intro__ = _("How we know that the commitment was made. The grade speaks of our reading, not of the promise.")

    VERIFIED = "verified", _("Verified")
    SECONDARY = "secondary", _("Secondary")
    UNVERIFIED = "unverified", _("Unverified")

    __codebook__ = {
        "verified": CodebookEntry(
            _("Read in the primary source or in a full copy of it."),
            _("The commitments of the Quad fact sheet of 20 May 2023."),
            _("A partner government’s own release on the joint text counts, if it quotes or restates the promise."),
        ),
        "secondary": CodebookEntry(
            _("Read in reporting or research about the source only."),
            _("The trusted ecosystem of AI developers of Pax Silica, known from reports on the declaration."),
            _(
                "The source may be primary and the grade secondary: the host’s own report on the Quantum Development "
                "Group sums up a press statement that was not read."
            ),
        ),
        "unverified": CodebookEntry(
            _("Known from memory or hearsay; no source was found."),
            _("None at present; a promise that was only mentioned to us would be one."),
            _(
                "A report that names no source of its own is still a report, so the grade is secondary. A title "
                "alone, without what the text says, makes no commitment."
            ),
        ),
    }


class Mode(Vocabulary, slug="mode", heading=_("Mode of cooperation")):
    __intro__ = _(
        "How the states cooperate. A commitment has at least one mode; take each that the words promise, not those "
        "that could follow. Our own list. The nearest outside ones are the policy instruments of the OECD's STIP "
        "Compass and the OECD types of aid that IATI uses; neither was made for joint statements."
    )

    RESEARCH_DEVELOPMENT = "research-development", _("Research and development")
    DEPLOYMENT = "deployment", _("Deployment")
    STANDARDS = "standards", _("Standards")
    TECHNOLOGY_PROTECTION = "technology-protection", _("Technology protection")
    PEOPLE_EXCHANGE = "people-exchange", _("People exchange")
    INVESTMENT = "investment", _("Investment")
    SUPPLY_CHAIN = "supply-chain", _("Supply chain")
    CAPACITY_BUILDING = "capacity-building", _("Capacity building")
    INFORMATION_SHARING = "information-sharing", _("Information sharing")
    DIALOGUE = "dialogue", _("Dialogue")
    PRINCIPLES = "principles", _("Principles")

    __codebook__ = {
        "research-development": CodebookEntry(
            _("New knowledge or a new system is made together: joint research, design, experiments, tests."),
            _("AI-ENGAGE, joint funding of research that applies artificial intelligence to farming."),
            _(
                "A field trial to find out whether a thing works is research; one that prepares a network for users "
                "is deployment."
            ),
        ),
        "deployment": CodebookEntry(
            _("A technology is put to use in a named place or service: a network, cable, plant, sensor, vaccine."),
            _("Commercial Open RAN Deployment in Palau."),
            _("Paying for it without a part in the building is investment; both stand where both are promised."),
        ),
        "standards": CodebookEntry(
            _(
                "Technical standards, certification or testing rules are written, or positions in a standards body "
                "agreed."
            ),
            _("The Quad’s International Standards Cooperation Network."),
            _("Values and aims without technical content are principles."),
        ),
        "technology-protection": CodebookEntry(
            _(
                "Technology, research or infrastructure is kept from theft, leakage, sabotage or misuse: export "
                "controls, investment screening, research security, safeguards."
            ),
            _("The Disruptive Technology Protection Network of the United States, South Korea and Japan."),
            _(
                "Defence of networks counts when protection itself is promised; if only warnings are passed on, it is "
                "information sharing."
            ),
        ),
        "people-exchange": CodebookEntry(
            _("Persons cross a border to study, work, train or visit."),
            _("The Quad Fellowship for graduate students in science and technology."),
            _("A course given in the learners’ own country is capacity building."),
        ),
        "investment": CodebookEntry(
            _("Money is given, lent, insured or raised: grants, loans, guarantees, funds, investor networks."),
            _("Credit guarantees for Telstra’s purchase of Digicel Pacific."),
            _("The ordinary budget of a joint project is an amount, not this mode."),
        ),
        "supply-chain": CodebookEntry(
            _("The sources, stocks or routes of goods are made safer or more varied."),
            _("The early warning pilot for supply chains agreed at Camp David."),
            _("A plant built so that a good has a second source is also investment or deployment."),
        ),
        "capacity-building": CodebookEntry(
            _("Somebody is enabled to do a thing: training, advice, technical help, equipment for learning."),
            _("The Cable Connectivity and Resilience Centre, which advises governments of the region."),
            _("Where learners go abroad it is people exchange too."),
        ),
        "information-sharing": CodebookEntry(
            _("Facts or data pass between the parties, or to partners: warnings, satellite data, findings."),
            _("Real-time sharing of missile warning data among the United States, Japan and South Korea."),
            _("Talk about policy, with no data or reports exchanged, is dialogue."),
        ),
        "dialogue": CodebookEntry(
            _("Talks, a forum or a standing body are agreed: the meeting itself is the promise."),
            _("The Economic Security Dialogue of the United States, South Korea and Japan."),
            _("A working group set up to produce a named result takes the mode of that result as well."),
        ),
        "principles": CodebookEntry(
            _("The parties state rules, values or lines of conduct to which they or others should hold."),
            _("The shared principles for 6G endorsed by ten governments in February 2024."),
            _("Principles that set technical requirements are standards too."),
        ),
    }


class ParticipationRole(Vocabulary, slug="role", heading=_("Part taken in a commitment")):
    __intro__ = _(
        "What a state does in one commitment, as the text has it. Parties are read from the text, never inferred from "
        "membership of the grouping. Every role counts as taking part; a state may have more than one."
    )

    LEAD = "lead", _("Lead")
    PARTICIPANT = "participant", _("Participant")
    HOST = "host", _("Host")
    BENEFICIARY = "beneficiary", _("Beneficiary")

    __codebook__ = {
        "lead": CodebookEntry(
            _("Named as the one that does, pays for, chairs or answers for it."),
            _("Japan, in its support for commercial Open RAN deployment in the Philippines."),
            _("Several may lead where others take another part; where all do the same, all are participants."),
        ),
        "participant": CodebookEntry(
            _("One of the parties that promise it (“we will”), without a part of its own."),
            _("Each of the ten governments that endorsed the principles for 6G."),
            _("A state that only welcomes the promise of another takes no part."),
        ),
        "host": CodebookEntry(
            _("It happens on its soil or at its institution, with its consent."),
            _("The Philippines, for the Asia Open RAN Academy in Manila."),
            _("Organising a single meeting at home is host; answering for the whole programme is lead."),
        ),
        "beneficiary": CodebookEntry(
            _("Help, money or equipment is meant for it, and it does not promise the same in return."),
            _("Palau, in the spur cable that Australia, Japan and the United States pay for."),
            _("A state that gets the thing and also works on it as a partner is a participant."),
        ),
    }


class AmountBound(Vocabulary, slug="amount-bound", heading=_("Bound of an amount")):
    __intro__ = _("How firmly the source fixes the sum. The words of the source decide.")

    EXACT = "exact", _("Exact")
    ABOUT = "about", _("About")
    AT_LEAST = "at-least", _("At least")
    UP_TO = "up-to", _("Up to")
    TARGET = "target", _("Target")

    __codebook__ = {
        "exact": CodebookEntry(
            _("A sum without any word that loosens it."),
            _("USD 252 million, the funding pool of the HyFliTE project arrangement."),
            _("“Subject to Congress” and “initial” do not loosen the sum; they go into the note."),
        ),
        "about": CodebookEntry(
            _("“About”, “approximately”, “around”, “nearly”, or a value that reports give differently."),
            _("USD 20 million for the Open RAN network in Palau."),
            _(
                "Where two reports differ, the sum is about, with the other value in the note, as for the Cable "
                "Connectivity and Resilience Centre. A sum that we would have to convert keeps its currency instead."
            ),
        ),
        "at-least": CodebookEntry(
            _("“At least”, “more than”, “over”, “or more”: a floor."),
            _("USD 8 million for Open RAN field trials and the academy in Manila."),
            _(
                "“Nearly” is about, not at least. “An initial” sum is exact: it says that more may come, not that "
                "this one is larger."
            ),
        ),
        "up-to": CodebookEntry(
            _("“Up to”, “as much as”, “no more than”: a ceiling on money that has been set aside."),
            _("Up to AUD 25 million in the first round of Australia’s clean energy supply chain programme."),
            _("A ceiling on money still to be found is a target."),
        ),
        "target": CodebookEntry(
            _("“Aim to”, “mobilise”, “seek to raise”: money hoped for, from others too."),
            _("USD 20 billion to be mobilised under the Quad Critical Minerals Initiative."),
            _(
                "Money that a government promises out of its own budget is no target, even while its parliament has "
                "yet to agree."
            ),
        ),
    }


class AmountScope(Vocabulary, slug="amount-scope", heading=_("Scope of an amount")):
    __intro__ = _("What the sum pays for. Only amounts of scope whole are ever added up, by currency and bound.")

    WHOLE = "whole", _("Whole commitment")
    SHARE = "share", _("One party's share")
    WIDER = "wider", _("Wider programme")

    __codebook__ = {
        "whole": CodebookEntry(
            _("The sum is for this commitment, all of it, whoever pays."),
            _("USD 330 million, the cost of the hybrid renewable energy project in Gujarat."),
            _("If one state alone made the promise, its sum is the whole."),
        ),
        "share": CodebookEntry(
            _("The sum is what one or some of the parties, or one contract, put in; the others’ part is not known."),
            _("GBP 150 million, the United Kingdom’s share of the AUKUS project on uncrewed undersea vehicles."),
            _(
                "Shares that the text lists for all who pay are added up to the whole, as the 50 and 15 million for "
                "branching units from Pacific cables. The contract for the first of several sites is a share, as for "
                "the deep-space radar."
            ),
        ),
        "wider": CodebookEntry(
            _("The sum is for a programme of which this commitment is a part, or for more than technology."),
            _("More than USD 50 billion for infrastructure in the Indo-Pacific, named by the Quad in 2022."),
            _("More than USD 150 million for the Quad Cancer Moonshot pays for more than its technology."),
        ),
    }


class StatementKind(Vocabulary, slug="statement-kind", heading=_("Kind of statement")):
    __intro__ = _("What sort of text it is. The text's own title decides; where it has none, its form.")

    JOINT_STATEMENT = "joint-statement", _("Joint statement")
    FACT_SHEET = "fact-sheet", _("Fact sheet")
    PRINCIPLES = "principles", _("Principles")
    DECLARATION = "declaration", _("Declaration")
    READOUT = "readout", _("Readout")
    REPORT = "report", _("Report")
    PRESS_RELEASE = "press-release", _("Press release")

    __codebook__ = {
        "joint-statement": CodebookEntry(
            _("A text that all parties issue in one voice after a meeting or on an occasion."),
            _("The Spirit of Camp David, 18 August 2023."),
            _("A “joint readout” is a readout."),
        ),
        "fact-sheet": CodebookEntry(
            _("A list of initiatives with details, issued by one party or by all."),
            _("Quad Leaders’ Summit Fact Sheet, 20 May 2023."),
            _(
                "One government’s sheet on a bilateral visit counts for the part that is the group’s, as that of "
                "April 2024 on the Japanese visit to Washington for the defence ministers of three states."
            ),
        ),
        "principles": CodebookEntry(
            _("A text whose body is numbered or listed principles, guidance or a code."),
            _("Quad Principles on Critical and Emerging Technology Standards."),
            _(
                "A title that begins with “Joint statement” does not decide where the text is a list of principles, "
                "as with the ten governments’ text on 6G. A paragraph of principles in a longer text does not make it "
                "one."
            ),
        ),
        "declaration": CodebookEntry(
            _("A declaration, vision, memorandum, convention or other text that is signed or adopted as such."),
            _("The Wilmington Declaration, September 2024."),
            _("A memorandum that consists of principles is coded as principles."),
        ),
        "readout": CodebookEntry(
            _("An account of a meeting or call, by one party or by all."),
            _("Joint Readout of the Quad Foreign Ministers’ Meeting, 22 September 2023."),
            _(
                "A “summary” by one foreign ministry is a readout, as Japan’s of the video conference with the "
                "Philippines in January 2025. If it announces something that the meeting did not, it is a press "
                "release."
            ),
        ),
        "report": CodebookEntry(
            _("A study or an account of results that was itself an outcome."),
            _("The Open RAN Security Report of the Quad’s technology working group."),
            _(
                "One party’s account of what came of earlier promises is a fact sheet, as that of November 2024 on "
                "the Americas Partnership. A study by others about the grouping is a source, not a statement."
            ),
        ),
        "press-release": CodebookEntry(
            _("Any other announcement by one government or body."),
            _("“The I2U2 Group Announces Joint Space Venture”, September 2023."),
            _("A spokesperson’s statement on a joint meeting is a press release."),
        ),
    }


class Coding(Vocabulary, slug="coding", heading=_("How much of a statement was read")):
    __intro__ = _("What the coder did with the text, as it is stored. Pages show the coverage of a statement instead.")

    COMPLETE = "complete", _("Complete")
    TECHNOLOGY_PART = "technology-part", _("Technology part")
    NOT_READ = "not-read", _("Not read")

    __codebook__ = {
        "complete": CodebookEntry(
            _("Every paragraph was read for commitments on technology."),
            _("Quad Principles on Technology Design, Development, Governance, and Use."),
            _(
                "Texts issued together are separate statements: the Quad leaders’ statement of Hiroshima is complete, "
                "although the principles on clean energy supply chains released with it were not read."
            ),
        ),
        "technology-part": CodebookEntry(
            _("Only the parts on technology were read, or only they could be had."),
            _("The joint statement of the Quad foreign ministers of March 2023."),
            _(
                "A search for single words in a text is not reading. If no passage was read from its first line to "
                "its last, the text counts as not read."
            ),
        ),
        "not-read": CodebookEntry(
            _("The text itself was not read."),
            _("The Convention on the Global Combat Air Programme’s government organisation."),
            _("Quotations of it in the press do not count as reading."),
        ),
    }


class CodingShown(Vocabulary, slug="coverage", heading=_("Coverage of a statement")):
    __intro__ = _(
        "How far a statement stands in the record, as shown. It follows from what was read and whether commitments "
        "are recorded from it. Only the first two values count as coded texts."
    )

    COMPLETE = "complete", _("Complete")
    TECHNOLOGY_PART = "technology-part", _("Technology part")
    OTHER_SOURCE = "other-source", _("From another source")
    NOT_BEGUN = "not-begun", _("Not begun")

    __codebook__ = {
        "complete": CodebookEntry(
            _("Every paragraph was read; what is not recorded is not in the text."),
            _("Quad Leaders’ Joint Statement, 20 May 2023."),
            _(
                "A text that was read to its end and holds no promise is complete, with no commitments, as the "
                "readout of the Quad leaders’ call in March 2022."
            ),
        ),
        "technology-part": CodebookEntry(
            _("The parts on technology were read; a promise elsewhere in the text may be missing."),
            _("The communique of the Five Country Ministerial, 28 June 2023."),
            _(
                "A copy that breaks off belongs here, however long it is. So does a text whose part on technology "
                "holds no promise: of its other parts nothing is known."
            ),
        ),
        "other-source": CodebookEntry(
            _("The text was not read, but commitments in it are recorded from other sources."),
            _("The Pax Silica Declaration, December 2025."),
            _(
                "One commitment known from a report is enough, and says nothing about the other paragraphs. A text "
                "that is only cited for what became of an older promise has not begun."
            ),
        ),
        "not-begun": CodebookEntry(
            _("The text was not read, and nothing is recorded from it yet."),
            _("Joint statement of the Quad foreign ministers, Tokyo, July 2024."),
            _(
                "Follow-ups may cite it all the same, after reports: the text on the fourth Economic Security "
                "Dialogue, of June 2024, is cited many times, and no commitment of its own is recorded."
            ),
        ),
    }

    @classmethod
    def of(cls, coding: str, has_records: bool) -> "CodingShown":
        """The coverage to show for a stored ``Coding`` code. ``has_records``: whether commitments of the text are recorded."""
        if coding == "not-read":
            return cls.OTHER_SOURCE if has_records else cls.NOT_BEGUN
        return cls(coding)


class SummitLevel(Vocabulary, slug="level", heading=_("Level of a meeting")):
    __intro__ = _("Who met. The rank for which the meeting was called decides.")

    LEADERS = "leaders", _("Leaders")
    MINISTERS = "ministers", _("Ministers")
    OFFICIALS = "officials", _("Officials")
    WORKING_GROUP = "working-group", _("Working group")

    __codebook__ = {
        "leaders": CodebookEntry(
            _("Heads of state or government."),
            _("The Trilateral Leaders’ Summit at Camp David, August 2023."),
            _("A vice-president in the place of a president counts, as in Jakarta in September 2023."),
        ),
        "ministers": CodebookEntry(
            _("Members of the cabinets."),
            _("The AUKUS Defence Ministers’ Meeting in London, September 2024."),
            _("A ministers’ meeting to which some sides send deputies stays one."),
        ),
        "officials": CodebookEntry(
            _("National security advisers, deputy ministers, ambassadors, heads of agencies and their staff."),
            _("The first Economic Security Dialogue of the United States, South Korea and Japan, Honolulu 2023."),
            _(
                "Senior officials who meet for a working group are officials, as in the semiconductor group of the "
                "United States, Japan, South Korea and Taiwan in February 2023; its preparatory meeting was a working "
                "group."
            ),
        ),
        "working-group": CodebookEntry(
            _("A standing group for one subject, or a workshop held under it."),
            _("The Quad Senior Cyber Group in New Delhi, January 2023."),
            _("A steering body over several groups is officials."),
        ),
    }


class SummitFormat(Vocabulary, slug="format", heading=_("Format of a meeting")):
    __intro__ = _("How the meeting was held, or was to be held. Left empty where no source says.")

    IN_PERSON = "in-person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("Hybrid")

    __codebook__ = {
        "in-person": CodebookEntry(
            _("All sides met in one place."),
            _("The Quad Leaders’ Summit in Hiroshima, May 2023."),
            _(
                "Two sessions in two cities, one after the other, are in person, as the workshop on security of the "
                "quantum industry in Seoul and Tokyo. So is a meeting where an ambassador stands in for a minister."
            ),
        ),
        "virtual": CodebookEntry(
            _("A call or video conference; no two sides in one place."),
            _("The first Quad Leaders’ Summit, 12 March 2021."),
            _(
                "A telephone call counts if all sides were on it, as that of the four Quad foreign ministers in "
                "February 2021. Leaders who speak one after another by live link met virtually, as at the launch of "
                "AUKUS."
            ),
        ),
        "hybrid": CodebookEntry(
            _("Some sides in one place and others joined from afar."),
            _("The first I2U2 leaders’ meeting, July 2022: two in Jerusalem, two by video."),
            _(
                "A guest or speaker by video does not make a meeting hybrid; a party does. A meeting in person whose "
                "experts later confer by video stays in person."
            ),
        ),
    }


class SummitStatus(Vocabulary, slug="meeting-status", heading=_("Status of a meeting")):
    __intro__ = _("Whether the meeting took place, by the latest source read.")

    HELD = "held", _("Held")
    PLANNED = "planned", _("Planned")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")

    __codebook__ = {
        "held": CodebookEntry(
            _("A source says that it took place."),
            _("The Quad Leaders’ Summit in Wilmington, September 2024."),
            _(
                "A later text that speaks of it as past is enough, as for the Quad’s hydrogen meeting of July 2022. A "
                "later count is not: that there was a third counterterrorism meeting does not say that the second "
                "took place."
            ),
        ),
        "planned": CodebookEntry(
            _("Announced, and no source says that it took place or was called off."),
            _("The first meeting of the Quad’s commerce and industry ministers."),
            _("A day that has passed without a report does not change this; the note says so."),
        ),
        "postponed": CodebookEntry(
            _("Put off, and still meant to happen."),
            _("The Quad Leaders’ Summit that India was to host in 2024."),
            _(
                "No new date is needed if the host still means to hold it. A day that was only proposed, and dropped "
                "before it was announced, is a matter for the note."
            ),
        ),
        "cancelled": CodebookEntry(
            _("Called off for good, also where the parties met elsewhere instead."),
            _("The Quad Leaders’ Summit in Sydney, May 2023."),
            _("If the same meeting is given a new date, it is postponed."),
        ),
    }


class MembershipRole(Vocabulary, slug="membership", heading=_("Membership of a grouping")):
    __intro__ = _("How a state belongs to a grouping during one period. The grouping's own texts decide.")

    MEMBER = "member", _("Member")
    PARTNER = "partner", _("Partner")
    OBSERVER = "observer", _("Observer")
    CANDIDATE = "candidate", _("Candidate")

    __codebook__ = {
        "member": CodebookEntry(
            _("Belongs in its own right: founded it, joined it or signed its founding text."),
            _("Australia in the Quad, from 2007 to 2008 and again since 2017."),
            _(
                "What the grouping calls its own counts, not the word: the “partners” of the Minerals Security "
                "Partnership make it up and are members. A welcome is not yet membership, as for Canada and Germany "
                "in the Partners in the Blue Pacific in 2022."
            ),
        ),
        "partner": CodebookEntry(
            _("Works with the grouping on some of its projects without belonging to it."),
            _("Palau, in the infrastructure partnership of Australia, Japan and the United States."),
            _("A state that is only helped is a beneficiary of a commitment, not a partner of the grouping."),
        ),
        "observer": CodebookEntry(
            _("Is present at meetings, by invitation or right, and decides nothing."),
            _("Estonia in Pax Silica, since June 2026."),
            _(
                "Taking part in a summit without signing makes an observer, as Canada at the first Pax Silica summit. "
                "Watching a single exercise does not: Japan watched one of AUKUS and is coded as partner."
            ),
        ),
        "candidate": CodebookEntry(
            _("Has asked to join, or the members have said that they are considering it."),
            _("New Zealand, consulted in 2024 on work in AUKUS Pillar II."),
            _("Suggestions in the press alone do not make a candidate."),
        ),
    }


class StateKind(Vocabulary, slug="party-kind", heading=_("Kind of party")):
    __intro__ = _(
        "What sort of party it is. Codes are those of ISO 3166, regions the sub-regions of UN M49. The kind serves "
        "the order of lists and takes no position on the standing of any party."
    )

    STATE = "state", _("State")
    TERRITORY = "territory", _("Territory")
    UNION = "union", _("Union of states")

    __codebook__ = {
        "state": CodebookEntry(
            _("A member or observer state of the United Nations."),
            _("Japan."),
            _(
                "A state in free association with another is a state if it belongs to the United Nations, as Palau "
                "and Micronesia do."
            ),
        ),
        "territory": CodebookEntry(
            _("Any other party that has an ISO 3166 code and acts through authorities of its own."),
            _("Taiwan, which planned money for the cable connection of Tuvalu."),
            _(
                "A province, a federal state or a city that hosts a meeting is a place, not a party. An overseas "
                "territory that its state speaks for takes no part of its own."
            ),
        ),
        "union": CodebookEntry(
            _("An organisation of states that signs for itself."),
            _("The European Union, in the Minerals Security Partnership."),
            _("A member of the union that signs too is a party of its own."),
        ),
    }


class SourceLevel(Vocabulary, slug="source-level", heading=_("Level of a source")):
    __intro__ = _("How near a publication stands to the promise.")

    PRIMARY = "primary", _("Primary")
    SECONDARY = "secondary", _("Secondary")

    __codebook__ = {
        "primary": CodebookEntry(
            _("Issued by a party, by a body of the grouping or by a project’s own operator."),
            _("A White House fact sheet, or its full copy in an archive."),
            _("A full text that a newspaper reprints is primary; the newspaper’s summary of it is not."),
        ),
        "secondary": CodebookEntry(
            _("Reporting, analysis or research by others."),
            _("A newspaper’s report on the Quad Tech Network."),
            _(
                "Long quotations do not make a report primary, as in the news on the Australia-Canada-India "
                "partnership. A company’s release on its own part in a project is primary for that part."
            ),
        ),
    }


class Blank(Vocabulary, slug="blank", heading=_("Reason for a blank")):
    __intro__ = _("Why a field of a commitment is empty. A field without a reason counts as not assessed.")

    NOT_ASSESSED = "not-assessed", _("Not assessed")
    SEARCHED = "searched", _("Searched and not found")
    SILENT = "silent", _("Source silent")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")

    __codebook__ = {
        "not-assessed": CodebookEntry(
            _("Nobody has looked yet. This is where every blank begins."),
            _("The locator of a commitment that was read in reporting only."),
            _(
                "A field that was empty in the part that was read stays not assessed, because the rest of the text "
                "may fill it."
            ),
        ),
        "searched": CodebookEntry(
            _("A search outside the source found nothing. It needs a search record for this commitment and field."),
            _("The sum that India spends on its study of undersea cable maintenance, once a search is recorded."),
            _("After 180 days the search is stale; the blank then says so."),
        ),
        "silent": CodebookEntry(
            _("The source was read in full and does not say."),
            _("The amount, in the Camp David text on the early warning pilot."),
            _(
                "That money “will be provided” leaves the amount silent. If another publication names the sum, the "
                "field is filled from there and the note says so."
            ),
        ),
        "not-applicable": CodebookEntry(
            _("The field cannot have a value here."),
            _("The target date of a set of principles that was released when it was announced."),
            _(
                "A promise that must cost something has an amount, named or not: if the source gives none, it is "
                "silent. A forum that meets for as long as its members wish has no target date."
            ),
        ),
    }


class SearchOutcome(Vocabulary, slug="search-outcome", heading=_("Outcome of a search")):
    __intro__ = _("What a recorded search came to. Only a search that found nothing supports a blank.")

    NOTHING_FOUND = "nothing-found", _("Nothing found")
    FOUND = "found", _("Found")
    OUT_OF_REACH = "out-of-reach", _("Out of reach")

    __codebook__ = {
        "nothing-found": CodebookEntry(
            _("The places named were searched with the words named, and the answer was not there."),
            _("No report of the counterterrorism working group’s planned meeting in Japan in 2024 was found."),
            _(
                "A newer text that could have said it and does not was one of the places searched, and is named "
                "there. If only English words were searched, the record says so, and the parties’ other languages are "
                "still to be done."
            ),
        ),
        "found": CodebookEntry(
            _("The answer was found; the field has been filled or a follow-up added."),
            _("The launch date of the Cable Connectivity and Resilience Centre, on the centre’s own page."),
            _("A hint that cannot be cited is nothing found, with the hint in the question’s note."),
        ),
        "out-of-reach": CodebookEntry(
            _("A place where the answer may stand could not be read: removed, closed or not public."),
            _("A fact sheet that is known by its title only."),
            _(
                "An archived copy brings a removed page within reach. An abstract that could be read, with the text "
                "behind payment, leaves the text out of reach."
            ),
        ),
    }


class EditorialState(Vocabulary, slug="editorial-state", heading=_("Editorial state")):
    __intro__ = _(
        "Where a record stands on its way to the public. Only published records are shown, counted or exported."
    )

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    __codebook__ = {
        "draft": CodebookEntry(
            _("Being written, or sent back with a note. Its curator may change it."),
            _("A commitment that a curator has just added."),
            _("A published record that needs a change does not become a draft: an editor changes it where it stands."),
        ),
        "in-review": CodebookEntry(
            _("Handed to an editor, who publishes it or sends it back."),
            _("A follow-up that waits for a second pair of eyes."),
            _(
                "An editor’s own record waits here too: somebody else publishes it, unless the site has switched that "
                "rule off."
            ),
        ),
        "published": CodebookEntry(
            _("Public, under an address that stays. Editors change it, with a reason."),
            _("The Quad Fellowship, with its follow-ups."),
            _("A published record whose grouping or statement is not public is not shown either."),
        ),
        "withdrawn": CodebookEntry(
            _("Taken back after publication. Its address remains and gives the reason."),
            _("A duplicate that was found after publication."),
            _(
                "A wrong value is corrected, not withdrawn. What hangs on a withdrawn record is no longer shown, but "
                "keeps its own state and comes back with it."
            ),
        ),
    }


ALL: tuple[type[Vocabulary], ...] = (
    Status,
    FollowUpKind,
    Evidence,
    Mode,
    ParticipationRole,
    AmountBound,
    AmountScope,
    StatementKind,
    CodingShown,
    Coding,
    SummitLevel,
    SummitFormat,
    SummitStatus,
    MembershipRole,
    StateKind,
    SourceLevel,
    Blank,
    SearchOutcome,
    EditorialState,
)
"""The vocabularies in the order of the codebook."""

EXTERNAL_CODE_LISTS = {
    "Countries": "ISO 3166-1 (alpha-3, alpha-2, numeric)",
    "Regions": "United Nations M49 sub-regions",
    "Languages": "ISO 639-1",
    "Currencies": "ISO 4217",
    "Dates": "ISO 8601, to the day, the month or the year",
}
"""The kinds of codes that come from lists of others, and those lists."""

LANGUAGES = {
    "ar": _("Arabic"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "de": _("German"),
    "el": _("Greek"),
    "en": _("English"),
    "es": _("Spanish"),
    "et": _("Estonian"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "he": _("Hebrew"),
    "hi": _("Hindi"),
    "id": _("Indonesian"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "lo": _("Lao"),
    "ms": _("Malay"),
    "nl": _("Dutch"),
    "no": _("Norwegian"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "sv": _("Swedish"),
    "th": _("Thai"),
    "tl": _("Tagalog"),
    "vi": _("Vietnamese"),
    "zh": _("Chinese"),
}
"""ISO 639-1 codes of the languages in which the parties publish. Filipino has no such code and keeps ISO 639-2's."""
