"""The controlled vocabularies: every code that a record may carry, with what it means.

This module knows words and no models. Codebook, data dictionary and API schema are made from it, so a code is
explained once, here. Lists that others keep are used as they are and named in `OUTSIDE_LISTS`.

Codes never change once published: they stand in addresses and downloads. Labels and notes may be improved.
"""

import inspect
import re
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import TextChoices

STALE_AFTER_DAYS = 180
"""A search that found nothing is worth this many days; after them it has to be repeated."""

RESERVED_NONE = "none"
"""The filter value for "has no value here". No record may take it as its slug."""


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """What the codebook says about one value."""

    definition: str
    example: str
    borderline: str

    @property
    def is_complete(self) -> bool:
        return bool(self.definition and self.example and self.borderline)


def parse_codebook_entries(text: str) -> dict[str, CodebookEntry]:
    """Read `code: definition. Example: ... Borderline: ...` paragraphs; their further lines are indented."""
    notes = {}
    for paragraph in re.split(r"\n(?=\S)", inspect.cleandoc(text)):
        code, _, words = " ".join(paragraph.split()).partition(": ")
        words, _, borderline = words.partition(" Borderline: ")
        definition, _, example = words.partition(" Example: ")
        notes[code] = CodebookEntry(definition, example, borderline)
    return notes


class Vocabulary(TextChoices):
    """Choices that explain themselves.

    A vocabulary states its `slug` and `heading` in the class line, its introduction in the docstring, and a note for
    every value in `__codebook__`. A value without definition, example or borderline case is refused when the module is
    loaded.
    """

    slug: ClassVar[str]
    heading: ClassVar[str]
    intro: ClassVar[str]
    notes: ClassVar[dict[str, CodebookEntry]]
    __codebook__: ClassVar[str]

    def __init_subclass__(cls, *, slug: str, heading: str, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.slug, cls.heading = slug, heading
        cls.intro = " ".join((cls.__doc__ or "").split())
        cls.notes = parse_codebook_entries(cls.__codebook__)
        wanting = {member.value for member in cls} ^ cls.notes.keys()
        wanting |= {code for code, note in cls.notes.items() if not note.is_complete}
        if wanting:
            raise TypeError(f"{cls.__name__}: values and notes do not fit together: {', '.join(sorted(wanting))}")

    @property
    def definition(self) -> str:
        return self.notes[self.value].definition

    @property
    def example(self) -> str:
        return self.notes[self.value].example

    @property
    def borderline(self) -> str:
        return self.notes[self.value].borderline

    @property
    def anchor(self) -> str:
        """Where the value stands on the codebook page: `status-under-way`."""
        return f"{self.slug}-{self.value}"


class Status(Vocabulary, slug="status", heading="Status of a commitment"):
    """How far a commitment has come on a given day. It is derived from dated follow-ups, never typed in, and always
    shown with its day and the grade of evidence. Our own list; the nearest outside one is IATI's activity status."""

    ANNOUNCED = "announced", "Announced"
    UNDER_WAY = "under-way", "Under way"
    COMPLETED = "completed", "Completed"
    STALLED = "stalled", "Stalled"
    SUPERSEDED = "superseded", "Superseded"
    UNKNOWN = "unknown", "Unknown"

    __codebook__ = """
    announced: Promised in a text, and no later evidence that work has begun. Repeating or enlarging a promise does not
        change this.
        Example: The Semiconductor Supply Chains Contingency Network, agreed at Wilmington in September 2024.
        Borderline: A tender or a study that is only planned is still announced.
    under-way: A dated source says that a step has been taken: a contract signed, money paid, a first meeting held, a
        trial run, staff or students chosen.
        Example: The Open RAN deployment in Palau, once the technical assistance grant was signed in June 2023.
        Borderline: A standing dialogue is under way from its first meeting and stays so while it meets.
    completed: A dated source says that what was promised has been done in full. For a text to be written, its
        publication is enough.
        Example: The Quad’s Open RAN Security Report, released in May 2023.
        Borderline: A promise kept late is completed, as with the first contract of the Global Combat Air Programme.
    stalled: A dated source says that work has stopped, been put on hold or failed. Silence is not enough.
        Example: None at present; a ministry’s statement that a project is suspended would be one.
        Borderline: A target date that passed without a word is unknown, not stalled.
    superseded: A dated source says that another commitment or body has taken this one’s place.
        Example: The investment work of the Minerals Security Partnership, carried into its successor FORGE in 2026.
        Borderline: A new phase under the same name does not supersede; it is a follow-up of kind expanded.
    unknown: A curator has looked, and the sources do not allow any other value. It is set by an assessment only.
        Example: The Trilateral Cyber and Digital Dialogue of the United States, Japan and the Philippines, due in 2024.
        Borderline: A commitment that nobody has looked into again is announced, not unknown.
    """


class FollowUpKind(Vocabulary, slug="follow-up", heading="Kind of follow-up"):
    """What a later text or event did to a commitment. Each kind supports one status or none; a row may say otherwise
    where its source does. Two effects in one text are two follow-ups."""

    REAFFIRMED = "reaffirmed", "Reaffirmed"
    EXPANDED = "expanded", "Expanded"
    PROGRESS = "progress", "Progress"
    COMPLETED = "completed", "Completed"
    STALLED = "stalled", "Stalled"
    SUPERSEDED = "superseded", "Superseded"
    ASSESSED = "assessed", "Assessed"

    __codebook__ = """
    reaffirmed: The promise is repeated, welcomed or cited, with nothing new promised and nothing reported done.
        Example: In September 2023 the Quad foreign ministers said that they would carry the cable partnership forward.
        Borderline: General praise (“we welcome progress”) without a fact is reaffirmed.
    expanded: Something is added to the promise: money, a party, a place, a technology, a later phase.
        Example: Sweden, Norway and others signed the Pax Silica Declaration in 2026.
        Borderline: An addition with a name and locator of its own is a new commitment as well.
    progress: A particular step is reported as taken. It can be dated or checked.
        Example: In March 2023 the six parties of the East Micronesia Cable met before the construction contract.
        Borderline: A step that is only expected (“will be signed this year”) is reaffirmed.
    completed: The promise is reported as kept in full.
        Example: In July 2025 the undersea cables forum was held in New Delhi.
        Borderline: One finished phase of several is progress.
    stalled: The promise is reported as stopped, put on hold or failed.
        Example: None at present.
        Borderline: A delay with a new date is progress, if work goes on.
    superseded: The promise is reported as replaced by another.
        Example: In February 2026 the Minerals Security Partnership was relaunched as FORGE.
        Borderline: Work that gets a record of its own while the older promise stands is expanded, as when
        cooperation on hypersonics among the AUKUS states led to the HyFliTE arrangement.
    assessed: A curator’s dated reading of the whole record, without a new text. It states the status that it supports.
        Example: The Earth observation monitoring framework of the Quad, of which no later trace was found.
        Borderline: Where a text can be cited, take the kind that fits the text.
    """


SUPPORTS: dict[FollowUpKind, Status | None] = {
    FollowUpKind.REAFFIRMED: None,
    FollowUpKind.EXPANDED: None,
    FollowUpKind.PROGRESS: Status.UNDER_WAY,
    FollowUpKind.COMPLETED: Status.COMPLETED,
    FollowUpKind.STALLED: Status.STALLED,
    FollowUpKind.SUPERSEDED: Status.SUPERSEDED,
    FollowUpKind.ASSESSED: None,
}
"""The status that a follow-up of each kind supports, unless the row itself names another."""


class Evidence(Vocabulary, slug="evidence", heading="Grade of evidence"):
    """How we know that the commitment was made. The grade speaks of our reading, not of the promise."""

    VERIFIED = "verified", "Verified"
    SECONDARY = "secondary", "Secondary"
    UNVERIFIED = "unverified", "Unverified"

    __codebook__ = """
    verified: Read in the primary source or in a full copy of it.
        Example: The commitments of the Quad fact sheet of 20 May 2023.
        Borderline: A partner government’s own release on the joint text counts, if it quotes or restates the promise.
    secondary: Read in reporting or research about the source only.
        Example: The trusted ecosystem of AI developers of Pax Silica, known from reports on the declaration.
        Borderline: The source may be primary and the grade secondary: the host’s own report on the Quantum
        Development Group sums up a press statement that was not read.
    unverified: Known from memory or hearsay; no source was found.
        Example: None at present; a promise that was only mentioned to us would be one.
        Borderline: A report that names no source of its own is still a report, so the grade is secondary. A title
        alone, without what the text says, makes no commitment.
    """


class Mode(Vocabulary, slug="mode", heading="Mode of cooperation"):
    """How the states cooperate. A commitment has at least one mode; take each that the words promise, not those that
    could follow. Our own list. The nearest outside ones are the policy instruments of the OECD's STIP Compass and the
    OECD types of aid that IATI uses; neither was made for joint statements."""

    RESEARCH_DEVELOPMENT = "research-development", "Research and development"
    DEPLOYMENT = "deployment", "Deployment"
    STANDARDS = "standards", "Standards"
    TECHNOLOGY_PROTECTION = "technology-protection", "Technology protection"
    PEOPLE_EXCHANGE = "people-exchange", "People exchange"
    INVESTMENT = "investment", "Investment"
    SUPPLY_CHAIN = "supply-chain", "Supply chain"
    CAPACITY_BUILDING = "capacity-building", "Capacity building"
    INFORMATION_SHARING = "information-sharing", "Information sharing"
    DIALOGUE = "dialogue", "Dialogue"
    PRINCIPLES = "principles", "Principles"

    __codebook__ = """
    research-development: New knowledge or a new system is made together: joint research, design, experiments, tests.
        Example: AI-ENGAGE, joint funding of research that applies artificial intelligence to farming.
        Borderline: A field trial to find out whether a thing works is research; one that prepares a network for
        users is deployment.
    deployment: A technology is put to use in a named place or service: a network, cable, plant, sensor, vaccine.
        Example: Commercial Open RAN Deployment in Palau.
        Borderline: Paying for it without a part in the building is investment; both stand where both are promised.
    standards: Technical standards, certification or testing rules are written, or positions in a standards body
        agreed.
        Example: The Quad’s International Standards Cooperation Network.
        Borderline: Values and aims without technical content are principles.
    technology-protection: Technology, research or infrastructure is kept from theft, leakage, sabotage or misuse:
        export controls, investment screening, research security, safeguards.
        Example: The Disruptive Technology Protection Network of the United States, South Korea and Japan.
        Borderline: Defence of networks counts when protection itself is promised; if only warnings are passed on, it
        is information sharing.
    people-exchange: Persons cross a border to study, work, train or visit.
        Example: The Quad Fellowship for graduate students in science and technology.
        Borderline: A course given in the learners’ own country is capacity building.
    investment: Money is given, lent, insured or raised: grants, loans, guarantees, funds, investor networks.
        Example: Credit guarantees for Telstra’s purchase of Digicel Pacific.
        Borderline: The ordinary budget of a joint project is an amount, not this mode.
    supply-chain: The sources, stocks or routes of goods are made safer or more varied.
        Example: The early warning pilot for supply chains agreed at Camp David.
        Borderline: A plant built so that a good has a second source is also investment or deployment.
    capacity-building: Somebody is enabled to do a thing: training, advice, technical help, equipment for learning.
        Example: The Cable Connectivity and Resilience Centre, which advises governments of the region.
        Borderline: Where learners go abroad it is people exchange too.
    information-sharing: Facts or data pass between the parties, or to partners: warnings, satellite data, findings.
        Example: Real-time sharing of missile warning data among the United States, Japan and South Korea.
        Borderline: Talk about policy, with no data or reports exchanged, is dialogue.
    dialogue: Talks, a forum or a standing body are agreed: the meeting itself is the promise.
        Example: The Economic Security Dialogue of the United States, South Korea and Japan.
        Borderline: A working group set up to produce a named result takes the mode of that result as well.
    principles: The parties state rules, values or lines of conduct to which they or others should hold.
        Example: The shared principles for 6G endorsed by ten governments in February 2024.
        Borderline: Principles that set technical requirements are standards too.
    """


class ParticipationRole(Vocabulary, slug="role", heading="Part taken in a commitment"):
    """What a state does in one commitment, as the text has it. Parties are read from the text, never inferred from
    membership of the grouping. Every role counts as taking part; a state may have more than one."""

    LEAD = "lead", "Lead"
    PARTICIPANT = "participant", "Participant"
    HOST = "host", "Host"
    BENEFICIARY = "beneficiary", "Beneficiary"

    __codebook__ = """
    lead: Named as the one that does, pays for, chairs or answers for it.
        Example: Japan, in its support for commercial Open RAN deployment in the Philippines.
        Borderline: Several may lead where others take another part; where all do the same, all are participants.
    participant: One of the parties that promise it (“we will”), without a part of its own.
        Example: Each of the ten governments that endorsed the principles for 6G.
        Borderline: A state that only welcomes the promise of another takes no part.
    host: It happens on its soil or at its institution, with its consent.
        Example: The Philippines, for the Asia Open RAN Academy in Manila.
        Borderline: Organising a single meeting at home is host; answering for the whole programme is lead.
    beneficiary: Help, money or equipment is meant for it, and it does not promise the same in return.
        Example: Palau, in the spur cable that Australia, Japan and the United States pay for.
        Borderline: A state that gets the thing and also works on it as a partner is a participant.
    """


class AmountBound(Vocabulary, slug="amount-bound", heading="Bound of an amount"):
    """How firmly the source fixes the sum. The words of the source decide."""

    EXACT = "exact", "Exact"
    ABOUT = "about", "About"
    AT_LEAST = "at-least", "At least"
    UP_TO = "up-to", "Up to"
    TARGET = "target", "Target"

    __codebook__ = """
    exact: A sum without any word that loosens it.
        Example: USD 252 million, the funding pool of the HyFliTE project arrangement.
        Borderline: “Subject to Congress” and “initial” do not loosen the sum; they go into the note.
    about: “About”, “approximately”, “around”, “nearly”, or a value that reports give differently.
        Example: USD 20 million for the Open RAN network in Palau.
        Borderline: Where two reports differ, the sum is about, with the other value in the note, as for the Cable
        Connectivity and Resilience Centre. A sum that we would have to convert keeps its currency instead.
    at-least: “At least”, “more than”, “over”, “or more”: a floor.
        Example: USD 8 million for Open RAN field trials and the academy in Manila.
        Borderline: “Nearly” is about, not at least. “An initial” sum is exact: it says that more may come, not that
        this one is larger.
    up-to: “Up to”, “as much as”, “no more than”: a ceiling on money that has been set aside.
        Example: Up to AUD 25 million in the first round of Australia’s clean energy supply chain programme.
        Borderline: A ceiling on money still to be found is a target.
    target: “Aim to”, “mobilise”, “seek to raise”: money hoped for, from others too.
        Example: USD 20 billion to be mobilised under the Quad Critical Minerals Initiative.
        Borderline: Money that a government promises out of its own budget is no target, even while its parliament
        has yet to agree.
    """


class AmountScope(Vocabulary, slug="amount-scope", heading="Scope of an amount"):
    """What the sum pays for. Only amounts of scope whole are ever added up, by currency and bound."""

    WHOLE = "whole", "Whole commitment"
    SHARE = "share", "One party's share"
    WIDER = "wider", "Wider programme"

    __codebook__ = """
    whole: The sum is for this commitment, all of it, whoever pays.
        Example: USD 330 million, the cost of the hybrid renewable energy project in Gujarat.
        Borderline: If one state alone made the promise, its sum is the whole.
    share: The sum is what one or some of the parties, or one contract, put in; the others’ part is not known.
        Example: GBP 150 million, the United Kingdom’s share of the AUKUS project on uncrewed undersea vehicles.
        Borderline: Shares that the text lists for all who pay are added up to the whole, as the 50 and 15 million
        for branching units from Pacific cables. The contract for the first of several sites is a share, as for the
        deep-space radar.
    wider: The sum is for a programme of which this commitment is a part, or for more than technology.
        Example: More than USD 50 billion for infrastructure in the Indo-Pacific, named by the Quad in 2022.
        Borderline: More than USD 150 million for the Quad Cancer Moonshot pays for more than its technology.
    """


class StatementKind(Vocabulary, slug="statement-kind", heading="Kind of statement"):
    """What sort of text it is. The text's own title decides; where it has none, its form."""

    JOINT_STATEMENT = "joint-statement", "Joint statement"
    FACT_SHEET = "fact-sheet", "Fact sheet"
    PRINCIPLES = "principles", "Principles"
    DECLARATION = "declaration", "Declaration"
    READOUT = "readout", "Readout"
    REPORT = "report", "Report"
    PRESS_RELEASE = "press-release", "Press release"

    __codebook__ = """
    joint-statement: A text that all parties issue in one voice after a meeting or on an occasion.
        Example: The Spirit of Camp David, 18 August 2023.
        Borderline: A “joint readout” is a readout.
    fact-sheet: A list of initiatives with details, issued by one party or by all.
        Example: Quad Leaders’ Summit Fact Sheet, 20 May 2023.
        Borderline: One government’s sheet on a bilateral visit counts for the part that is the group’s, as that of
        April 2024 on the Japanese visit to Washington for the defence ministers of three states.
    principles: A text whose body is numbered or listed principles, guidance or a code.
        Example: Quad Principles on Critical and Emerging Technology Standards.
        Borderline: A title that begins with “Joint statement” does not decide where the text is a list of
        principles, as with the ten governments’ text on 6G. A paragraph of principles in a longer text does not
        make it one.
    declaration: A declaration, vision, memorandum, convention or other text that is signed or adopted as such.
        Example: The Wilmington Declaration, September 2024.
        Borderline: A memorandum that consists of principles is coded as principles.
    readout: An account of a meeting or call, by one party or by all.
        Example: Joint Readout of the Quad Foreign Ministers’ Meeting, 22 September 2023.
        Borderline: A “summary” by one foreign ministry is a readout, as Japan’s of the video conference with the
        Philippines in January 2025. If it announces something that the meeting did not, it is a press release.
    report: A study or an account of results that was itself an outcome.
        Example: The Open RAN Security Report of the Quad’s technology working group.
        Borderline: One party’s account of what came of earlier promises is a fact sheet, as that of November 2024
        on the Americas Partnership. A study by others about the grouping is a source, not a statement.
    press-release: Any other announcement by one government or body.
        Example: “The I2U2 Group Announces Joint Space Venture”, September 2023.
        Borderline: A spokesperson’s statement on a joint meeting is a press release.
    """


class Coding(Vocabulary, slug="coding", heading="How much of a statement was read"):
    """What the coder did with the text, as it is stored. Pages show the coverage of a statement instead."""

    COMPLETE = "complete", "Complete"
    TECHNOLOGY_PART = "technology-part", "Technology part"
    NOT_READ = "not-read", "Not read"

    __codebook__ = """
    complete: Every paragraph was read for commitments on technology.
        Example: Quad Principles on Technology Design, Development, Governance, and Use.
        Borderline: Texts issued together are separate statements: the Quad leaders’ statement of Hiroshima is
        complete, although the principles on clean energy supply chains released with it were not read.
    technology-part: Only the parts on technology were read, or only they could be had.
        Example: The joint statement of the Quad foreign ministers of March 2023.
        Borderline: A search for single words in a text is not reading. If no passage was read from its first line
        to its last, the text counts as not read.
    not-read: The text itself was not read.
        Example: The Convention on the Global Combat Air Programme’s government organisation.
        Borderline: Quotations of it in the press do not count as reading.
    """


class CodingShown(Vocabulary, slug="coverage", heading="Coverage of a statement"):
    """How far a statement stands in the record, as shown. It follows from what was read and whether commitments are
    recorded from it. Only the first two values count as coded texts."""

    COMPLETE = "complete", "Complete"
    TECHNOLOGY_PART = "technology-part", "Technology part"
    OTHER_SOURCE = "other-source", "From another source"
    NOT_BEGUN = "not-begun", "Not begun"

    __codebook__ = """
    complete: Every paragraph was read; what is not recorded is not in the text.
        Example: Quad Leaders’ Joint Statement, 20 May 2023.
        Borderline: A text that was read to its end and holds no promise is complete, with no commitments, as the
        readout of the Quad leaders’ call in March 2022.
    technology-part: The parts on technology were read; a promise elsewhere in the text may be missing.
        Example: The communique of the Five Country Ministerial, 28 June 2023.
        Borderline: A copy that breaks off belongs here, however long it is. So does a text whose part on technology
        holds no promise: of its other parts nothing is known.
    other-source: The text was not read, but commitments in it are recorded from other sources.
        Example: The Pax Silica Declaration, December 2025.
        Borderline: One commitment known from a report is enough, and says nothing about the other paragraphs. A
        text that is only cited for what became of an older promise has not begun.
    not-begun: The text was not read, and nothing is recorded from it yet.
        Example: Joint statement of the Quad foreign ministers, Tokyo, July 2024.
        Borderline: Follow-ups may cite it all the same, after reports: the text on the fourth Economic Security
        Dialogue, of June 2024, is cited many times, and no commitment of its own is recorded.
    """

    @classmethod
    def of(cls, coding: str, has_records: bool) -> "CodingShown":
        """What is shown for a stored ``Coding`` of a text from which commitments are recorded, or not."""
        if coding == "not-read":
            return cls.OTHER_SOURCE if has_records else cls.NOT_BEGUN
        return cls(coding)


class SummitLevel(Vocabulary, slug="level", heading="Level of a meeting"):
    """Who met. The rank for which the meeting was called decides."""

    LEADERS = "leaders", "Leaders"
    MINISTERS = "ministers", "Ministers"
    OFFICIALS = "officials", "Officials"
    WORKING_GROUP = "working-group", "Working group"

    __codebook__ = """
    leaders: Heads of state or government.
        Example: The Trilateral Leaders’ Summit at Camp David, August 2023.
        Borderline: A vice-president in the place of a president counts, as in Jakarta in September 2023.
    ministers: Members of the cabinets.
        Example: The AUKUS Defence Ministers’ Meeting in London, September 2024.
        Borderline: A ministers’ meeting to which some sides send deputies stays one.
    officials: National security advisers, deputy ministers, ambassadors, heads of agencies and their staff.
        Example: The first Economic Security Dialogue of the United States, South Korea and Japan, Honolulu 2023.
        Borderline: Senior officials who meet for a working group are officials, as in the semiconductor group of
        the United States, Japan, South Korea and Taiwan in February 2023; its preparatory meeting was a working
        group.
    working-group: A standing group for one subject, or a workshop held under it.
        Example: The Quad Senior Cyber Group in New Delhi, January 2023.
        Borderline: A steering body over several groups is officials.
    """


class SummitFormat(Vocabulary, slug="format", heading="Format of a meeting"):
    """How the meeting was held, or was to be held. Left empty where no source says."""

    IN_PERSON = "in-person", "In person"
    VIRTUAL = "virtual", "Virtual"
    HYBRID = "hybrid", "Hybrid"

    __codebook__ = """
    in-person: All sides met in one place.
        Example: The Quad Leaders’ Summit in Hiroshima, May 2023.
        Borderline: Two sessions in two cities, one after the other, are in person, as the workshop on security of
        the quantum industry in Seoul and Tokyo. So is a meeting where an ambassador stands in for a minister.
    virtual: A call or video conference; no two sides in one place.
        Example: The first Quad Leaders’ Summit, 12 March 2021.
        Borderline: A telephone call counts if all sides were on it, as that of the four Quad foreign ministers in
        February 2021. Leaders who speak one after another by live link met virtually, as at the launch of AUKUS.
    hybrid: Some sides in one place and others joined from afar.
        Example: The first I2U2 leaders’ meeting, July 2022: two in Jerusalem, two by video.
        Borderline: A guest or speaker by video does not make a meeting hybrid; a party does. A meeting in person
        whose experts later confer by video stays in person.
    """


class SummitStatus(Vocabulary, slug="meeting-status", heading="Status of a meeting"):
    """Whether the meeting took place, by the latest source read."""

    HELD = "held", "Held"
    PLANNED = "planned", "Planned"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"

    __codebook__ = """
    held: A source says that it took place.
        Example: The Quad Leaders’ Summit in Wilmington, September 2024.
        Borderline: A later text that speaks of it as past is enough, as for the Quad’s hydrogen meeting of July
        2022. A later count is not: that there was a third counterterrorism meeting does not say that the second
        took place.
    planned: Announced, and no source says that it took place or was called off.
        Example: The first meeting of the Quad’s commerce and industry ministers.
        Borderline: A day that has passed without a report does not change this; the note says so.
    postponed: Put off, and still meant to happen.
        Example: The Quad Leaders’ Summit that India was to host in 2024.
        Borderline: No new date is needed if the host still means to hold it. A day that was only proposed, and
        dropped before it was announced, is a matter for the note.
    cancelled: Called off for good, also where the parties met elsewhere instead.
        Example: The Quad Leaders’ Summit in Sydney, May 2023.
        Borderline: If the same meeting is given a new date, it is postponed.
    """


class MembershipRole(Vocabulary, slug="membership", heading="Membership of a grouping"):
    """How a state belongs to a grouping during one period. The grouping's own texts decide."""

    MEMBER = "member", "Member"
    PARTNER = "partner", "Partner"
    OBSERVER = "observer", "Observer"
    CANDIDATE = "candidate", "Candidate"

    __codebook__ = """
    member: Belongs in its own right: founded it, joined it or signed its founding text.
        Example: Australia in the Quad, from 2007 to 2008 and again since 2017.
        Borderline: What the grouping calls its own counts, not the word: the “partners” of the Minerals Security
        Partnership make it up and are members. A welcome is not yet membership, as for Canada and Germany in the
        Partners in the Blue Pacific in 2022.
    partner: Works with the grouping on some of its projects without belonging to it.
        Example: Palau, in the infrastructure partnership of Australia, Japan and the United States.
        Borderline: A state that is only helped is a beneficiary of a commitment, not a partner of the grouping.
    observer: Is present at meetings, by invitation or right, and decides nothing.
        Example: Estonia in Pax Silica, since June 2026.
        Borderline: Taking part in a summit without signing makes an observer, as Canada at the first Pax Silica
        summit. Watching a single exercise does not: Japan watched one of AUKUS and is coded as partner.
    candidate: Has asked to join, or the members have said that they are considering it.
        Example: New Zealand, consulted in 2024 on work in AUKUS Pillar II.
        Borderline: Suggestions in the press alone do not make a candidate.
    """


class StateKind(Vocabulary, slug="party-kind", heading="Kind of party"):
    """What sort of party it is. Codes are those of ISO 3166, regions the sub-regions of UN M49. The kind serves the
    order of lists and takes no position on the standing of any party."""

    STATE = "state", "State"
    TERRITORY = "territory", "Territory"
    UNION = "union", "Union of states"

    __codebook__ = """
    state: A member or observer state of the United Nations.
        Example: Japan.
        Borderline: A state in free association with another is a state if it belongs to the United Nations, as
        Palau and Micronesia do.
    territory: Any other party that has an ISO 3166 code and acts through authorities of its own.
        Example: Taiwan, which planned money for the cable connection of Tuvalu.
        Borderline: A province, a federal state or a city that hosts a meeting is a place, not a party. An overseas
        territory that its state speaks for takes no part of its own.
    union: An organisation of states that signs for itself.
        Example: The European Union, in the Minerals Security Partnership.
        Borderline: A member of the union that signs too is a party of its own.
    """


class SourceLevel(Vocabulary, slug="source-level", heading="Level of a source"):
    """How near a publication stands to the promise."""

    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"

    __codebook__ = """
    primary: Issued by a party, by a body of the grouping or by a project’s own operator.
        Example: A White House fact sheet, or its full copy in an archive.
        Borderline: A full text that a newspaper reprints is primary; the newspaper’s summary of it is not.
    secondary: Reporting, analysis or research by others.
        Example: A newspaper’s report on the Quad Tech Network.
        Borderline: Long quotations do not make a report primary, as in the news on the Australia-Canada-India
        partnership. A company’s release on its own part in a project is primary for that part.
    """


class Blank(Vocabulary, slug="blank", heading="Reason for a blank"):
    """Why a field of a commitment is empty. A field without a reason counts as not assessed."""

    NOT_ASSESSED = "not-assessed", "Not assessed"
    SEARCHED = "searched", "Searched and not found"
    SILENT = "silent", "Source silent"
    NOT_APPLICABLE = "not-applicable", "Not applicable"

    __codebook__ = """
    not-assessed: Nobody has looked yet. This is where every blank begins.
        Example: The locator of a commitment that was read in reporting only.
        Borderline: A field that was empty in the part that was read stays not assessed, because the rest of the
        text may fill it.
    searched: A search outside the source found nothing. It needs a search record for this commitment and field.
        Example: The sum that India spends on its study of undersea cable maintenance, once a search is recorded.
        Borderline: After 180 days the search is stale; the blank then says so.
    silent: The source was read in full and does not say.
        Example: The amount, in the Camp David text on the early warning pilot.
        Borderline: That money “will be provided” leaves the amount silent. If another publication names the sum,
        the field is filled from there and the note says so.
    not-applicable: The field cannot have a value here.
        Example: The target date of a set of principles that was released when it was announced.
        Borderline: A promise that must cost something has an amount, named or not: if the source gives none, it is
        silent. A forum that meets for as long as its members wish has no target date.
    """


class SearchOutcome(Vocabulary, slug="search-outcome", heading="Outcome of a search"):
    """What a recorded search came to. Only a search that found nothing supports a blank."""

    NOTHING_FOUND = "nothing-found", "Nothing found"
    FOUND = "found", "Found"
    OUT_OF_REACH = "out-of-reach", "Out of reach"

    __codebook__ = """
    nothing-found: The places named were searched with the words named, and the answer was not there.
        Example: No report of the counterterrorism working group’s planned meeting in Japan in 2024 was found.
        Borderline: A newer text that could have said it and does not was one of the places searched, and is named
        there. If only English words were searched, the record says so, and the parties’ other languages are still
        to be done.
    found: The answer was found; the field has been filled or a follow-up added.
        Example: The launch date of the Cable Connectivity and Resilience Centre, on the centre’s own page.
        Borderline: A hint that cannot be cited is nothing found, with the hint in the question’s note.
    out-of-reach: A place where the answer may stand could not be read: removed, closed or not public.
        Example: A fact sheet that is known by its title only.
        Borderline: An archived copy brings a removed page within reach. An abstract that could be read, with the
        text behind payment, leaves the text out of reach.
    """


class EditorialState(Vocabulary, slug="editorial-state", heading="Editorial state"):
    """Where a record stands on its way to the public. Only published records are shown, counted or exported."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"

    __codebook__ = """
    draft: Being written, or sent back with a note. Its curator may change it.
        Example: A commitment that a curator has just added.
        Borderline: A published record that needs a change does not become a draft: an editor changes it where it
        stands.
    in-review: Handed to an editor, who publishes it or sends it back.
        Example: A follow-up that waits for a second pair of eyes.
        Borderline: An editor’s own record waits here too: somebody else publishes it, unless the site has switched
        that rule off.
    published: Public, under an address that stays. Editors change it, with a reason.
        Example: The Quad Fellowship, with its follow-ups.
        Borderline: A published record whose grouping or statement is not public is not shown either.
    withdrawn: Taken back after publication. Its address remains and gives the reason.
        Example: A duplicate that was found after publication.
        Borderline: A wrong value is corrected, not withdrawn. What hangs on a withdrawn record is no longer shown,
        but keeps its own state and comes back with it.
    """


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
"""What is coded by lists that others keep."""

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fil": "Filipino",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lo": "Lao",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""ISO 639-1 codes of the languages in which the parties publish. Filipino has no such code and keeps ISO 639-2's."""
