"""The results of searches in the demo data and their order, equal on both databases.

The expected slugs were written by hand: by reading the research files for the word, field by field (title; technologies and
grouping with their other names; summary; statement, place, amount and follow-ups), and sorting by the first field that
completes the match, then newest first, then slug.
"""

import html
import re
from urllib.parse import urlencode

import pytest

from initiatives import search
from initiatives.models import Commitment

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

COMMITMENTS = {
    # the alias of Open RAN, which none of the texts writes out
    "O-RAN": (
        "gcot-open-ran-certification quad-asia-open-ran-academy-expansion quad-open-ran-palau-funding "
        "quad-open-ran-southeast-asia quad-us-aora-global-expansion ujp-open-ran-japan-deployment ujp-open-ran-pilot "
        "ujp-open-ran-policy ujp-open-ran-trials us-rok-japan-asean-digital-cooperation gcot-supply-chain-diversification "
        "quad-open-ran-palau quad-open-ran-security-report quad-open-ran-6g-security open-ran-principles-endorsement "
        "us-rok-japan-emerging-technology-innovation us-rok-japan-open-ran-cooperation quad-moc-5g-open-ran "
        "quad-5g-testing-facilities quad-open-ran-track-1-5 quad-open-standards-demonstration-2022 "
        "quad-telecom-supplier-diversification"
    ),
    # a word of two letters: not the beginning or the middle of “aid”, “chain” or “maintain”
    "AI": (
        "fvey-ai-cyber-call pax-silica-credentialing-panama pax-silica-ai-opportunity fvey-agentic-ai "
        "pax-silica-india-us-ai-partnership pax-silica-full-stack-access pax-silica-trusted-ai-ecosystem "
        "pax-silica-trusted-supply-chains fvey-ai-data-security gcot-ai-principles aisi-research aisi-testing "
        "us-rok-japan-trusted-ai-ecosystem quad-ai-engage-joint-funding quad-ai-governance-interoperability "
        "quad-track-1-5-ai-act-standards us-uk-canada-ai-cyber us-uk-canada-castle us-uk-canada-trustworthy-ai "
        "aisi-network-launch us-rok-japan-advanced-industry-research fvey-deploying-ai us-rok-japan-ai-governance "
        "us-nordic-critical-technologies quad-ai-engage pax-silica-economic-security-zone gcot-6g-principles "
        "pax-silica-protect-sensitive-tech pax-silica-joint-projects pax-silica-operationalise aciti-ai-adoption "
        "fvey-telecom-regulators aisi-synthetic-content quad-bioexplore cjk-innovation-centre "
        "us-rok-japan-technology-leak-enforcement-intent us-india-rok-cet-cooperation aukus-p8a-trilateral-algorithms "
        "aukus-raait apep-semiconductor-workforce fvey-five-principles us-rok-japan-emerging-technology-platform "
        "us-rok-japan-national-laboratories us-rok-japan-technology-standards fcm-ai-risks "
        "quad-machine-learning-cyber-defence us-rok-japan-emerging-technology-innovation "
        "quad-technology-business-investment-forum aukus-advanced-capabilities-work-programme "
        "quad-standards-contact-groups aukus-ai-cooperation gcot-open-ran-certification ujp-luzon-economic-corridor "
        "gcot-vision-standards us-rok-japan-dprk-cyber-working-group us-rok-japan-technology-leaders-training "
        "us-rok-japan-semiconductor-initiatives"
    ),
    # the name of a technology, an alias (“beyond 5G”), and two notes
    "5G": (
        "quad-tuvalu-5g-readiness us-nordic-critical-technologies quad-moc-5g-open-ran quad-5g-testing-facilities "
        "quad-trusted-5g-vendors-2020 gcot-6g-principles 6g-national-policies 6g-shared-principles "
        "apep-semiconductor-workforce gcot-research-development gcot-vision-standards quad-digital-connectivity-access "
        "quad-open-ran-palau quad-open-ran-6g-security open-ran-principles-endorsement quad-open-ran-track-1-5 "
        "quad-open-standards-demonstration-2022 quad-telecom-supplier-diversification ujp-luzon-economic-corridor "
        "quad-cet-working-group"
    ),
    # an alias of quantum technology
    "QIST": (
        "us-rok-japan-quantum-supply-chains qdg-policy-coordination qdg-research qdg-supply-chains "
        "us-india-rok-cet-cooperation us-rok-japan-quantum-workforce-partnership "
        "us-rok-japan-quantum-computing-cooperation us-nordic-critical-technologies "
        "us-rok-japan-emerging-technology-innovation quad-quantum-horizon-scanning "
        "quad-technology-business-investment-forum quad-investors-network mdq-exchanges-workforce "
        "aukus-quantum-arrangement aukus-advanced-capabilities-work-programme aukus-quantum-cooperation "
        "mdq-research-security mdq-scientific-collaboration mdq-subject-expertise mdq-use-cases"
    ),
    # the Korean alias of the grouping of the United States, South Korea and Japan
    "한미일": (
        "us-rok-japan-advanced-nuclear us-rok-japan-bio-5 us-rok-japan-next-generation-cet-framework "
        "us-rok-japan-quantum-supply-chains us-rok-japan-trilateral-secretariat us-rok-japan-trusted-ai-ecosystem "
        "us-rok-japan-advanced-industry-research us-rok-japan-strategic-goods-supply-chains "
        "us-rok-japan-export-control-enforcement-intent us-rok-japan-technology-leak-enforcement-intent "
        "us-rok-japan-cyber-and-data-security us-rok-japan-satellite-navigation us-rok-japan-asean-digital-cooperation "
        "us-rok-japan-quantum-workforce-partnership us-rok-japan-ibm-quantum-education us-rok-japan-ai-governance "
        "us-rok-japan-ballistic-missile-defence us-rok-japan-camp-david-technology-principles "
        "us-rok-japan-cancer-moonshot us-rok-japan-commerce-industry-ministers us-rok-japan-cyber-capacity-building "
        "us-rok-japan-development-finance us-rok-japan-disruptive-technology-protection-network "
        "us-rok-japan-dprk-cyber-working-group us-rok-japan-emerging-technology-platform "
        "us-rok-japan-export-control-coordination us-rok-japan-freedom-edge us-rok-japan-national-laboratories "
        "us-rok-japan-nist-rok-standards-framework us-rok-japan-quantum-computing-cooperation "
        "us-rok-japan-rise-partnership us-rok-japan-space-security us-rok-japan-stem-research-and-exchange "
        "us-rok-japan-supply-chain-early-warning us-rok-japan-surveillance-technology-disinformation "
        "us-rok-japan-technology-leaders-training us-rok-japan-technology-standards us-rok-japan-women-in-stem "
        "us-rok-japan-youth-summit us-rok-japan-battery-supply-chains us-rok-japan-clean-energy-innovation "
        "us-rok-japan-critical-infrastructure-protection us-rok-japan-critical-minerals "
        "us-rok-japan-data-free-flow-with-trust us-rok-japan-economic-security-dialogue "
        "us-rok-japan-emerging-technology-innovation us-rok-japan-missile-warning-data us-rok-japan-open-ran-cooperation "
        "us-rok-japan-promote-protect-technology-leadership us-rok-japan-semiconductor-initiatives"
    ),
    # a Korean alias of quantum technology
    "퀀텀": (
        "us-rok-japan-quantum-supply-chains qdg-policy-coordination qdg-research qdg-supply-chains "
        "us-india-rok-cet-cooperation us-rok-japan-quantum-workforce-partnership "
        "us-rok-japan-quantum-computing-cooperation us-nordic-critical-technologies "
        "us-rok-japan-emerging-technology-innovation quad-quantum-horizon-scanning "
        "quad-technology-business-investment-forum quad-investors-network mdq-exchanges-workforce "
        "aukus-quantum-arrangement aukus-advanced-capabilities-work-programme aukus-quantum-cooperation "
        "mdq-research-security mdq-scientific-collaboration mdq-subject-expertise mdq-use-cases"
    ),
    # Korean and a digit
    "칩4": "chip-4-early-warning chip-4-supply-chain-resilience",
    '"mutual recognition"': "quad-iot-labelling",
    '"national laboratories"': "us-rok-japan-national-laboratories",
    # hyphen or space; “Palau” in a note is enough to leave one out
    '"open ran" -palau': (
        "gcot-open-ran-certification quad-asia-open-ran-academy-expansion quad-open-ran-southeast-asia "
        "quad-us-aora-global-expansion ujp-open-ran-japan-deployment ujp-open-ran-pilot ujp-open-ran-policy "
        "ujp-open-ran-trials quad-open-ran-security-report quad-open-ran-6g-security open-ran-principles-endorsement "
        "us-rok-japan-open-ran-cooperation quad-moc-5g-open-ran quad-open-ran-track-1-5 "
        "us-rok-japan-asean-digital-cooperation gcot-supply-chain-diversification prague-proposals-supplier-diversity "
        "us-rok-japan-emerging-technology-innovation quad-5g-testing-facilities quad-open-standards-demonstration-2022 "
        "gcot-vision-standards quad-cet-working-group"
    ),
    # a phrase left out
    'palau -"open ran"': "palau-spur-cable tip-digital-infrastructure",
    '"undersea cables" -quad': (
        "pacific-cables-tuvalu-fsm pacific-cables-us-australia imec-action-plan imec-digital-cables east-micronesia-cable "
        "palau-spur-cable"
    ),
    "tuvalu -5g": "pacific-cables-tuvalu-fsm quad-pacific-cable-connectivity-2025",
    "aukus quantum": "aukus-quantum-arrangement aukus-advanced-capabilities-work-programme aukus-quantum-cooperation",
    # a phrase and a word
    '"camp david" quantum': (
        "us-rok-japan-quantum-supply-chains us-rok-japan-quantum-workforce-partnership us-rok-japan-ibm-quantum-education "
        "us-rok-japan-emerging-technology-platform us-rok-japan-quantum-computing-cooperation "
        "us-rok-japan-emerging-technology-innovation us-rok-japan-stem-research-and-exchange "
        "us-rok-japan-technology-leaders-training us-rok-japan-economic-security-dialogue"
    ),
    "academy manila": "ujp-open-ran-trials",
    # the beginning of a word
    "biolog": (
        "quad-vaccine-partnership-biological-e us-rok-japan-bio-5 quad-bioexplore quad-cancer-moonshot "
        "quad-principles-rd-collaboration us-rok-japan-technology-leak-enforcement-intent us-india-rok-cet-cooperation "
        "us-india-rok-resilient-supply-chains fvey-five-principles us-rok-japan-cancer-moonshot "
        "quad-health-security-partnership ifu-biomedical us-rok-japan-emerging-technology-innovation "
        "quad-cepi-contribution quad-technology-business-investment-forum quad-clinical-trials-genomic-surveillance "
        "quad-horizon-scanning-biotechnology quad-counter-terrorism-emerging-technology"
    ),
    "genom": (
        "quad-clinical-trials-genomic-surveillance us-rok-japan-bio-5 quad-bioexplore quad-cancer-moonshot "
        "quad-principles-rd-collaboration us-rok-japan-technology-leak-enforcement-intent us-india-rok-cet-cooperation "
        "us-india-rok-resilient-supply-chains fvey-five-principles us-rok-japan-cancer-moonshot "
        "quad-health-security-partnership ifu-biomedical us-rok-japan-emerging-technology-innovation "
        "quad-cepi-contribution quad-technology-business-investment-forum quad-horizon-scanning-biotechnology"
    ),
    "hypersonic": "aukus-hyflite aukus-hypersonics aukus-advanced-capabilities-work-programme",
    # accents are folded
    "hÿpersönics": "aukus-hypersonics aukus-hyflite aukus-advanced-capabilities-work-programme",
    # and capitals
    "HYFLITE": "aukus-hyflite aukus-hypersonics",
    "moonshot": "quad-cancer-moonshot us-rok-japan-cancer-moonshot",
    # in a follow-up’s note alone
    "blockchain": "us-rok-japan-dprk-cyber-working-group",
    "castle": "us-uk-canada-castle",
    # signs between words are nothing to the engine
    "palau & (cable) :*": "palau-spur-cable tip-digital-infrastructure",
    # a compound
    "C5+1": "c5-critical-minerals-dialogue c5-clean-energy c5-infrastructure c5-minerals-technology c5-nuclear-fuel",
    '"track 1.5"': (
        "quad-track-1-5-ai-act-standards quad-open-ran-track-1-5 quad-standards-contact-groups "
        "quad-horizon-scanning-biotechnology quad-tech-network"
    ),
    # a word like any other (and “nearly”)
    "NEAR": (
        "aukus-pillar-two-near-term-focus quad-battery-supply-chain quad-ipmda quad-ipmda-next-phase aukus-ssn-aukus "
        "aukus-submarine-industrial-base quad-cyber-challenge quad-cybersecurity-partnership aukus-hypersonics "
        "aukus-advanced-capabilities-work-programme quad-senior-cyber-group aukus-cyber-cooperation"
    ),
    # so is this
    "OR": (
        "us-rok-japan-export-control-coordination quad-green-shipping-network quad-principles-technology "
        "quad-ai-engage-joint-funding quad-open-ran-palau-funding quad-ai-engage east-micronesia-cable "
        "aukus-nonproliferation-standard"
    ),
}
NOTHING = {
    # neither a letter nor a digit: nothing to look for, and the page says so
    '"': True,
    "(": True,
    "*": True,
    '""': True,
    "- -": True,
    "'": True,
    "<>": True,
    # words that do not occur, whatever the engines' own syntax makes of them
    "title:palau": False,
    "palau NEAR/2 cable": False,
    "<b>palau</b>": False,
    "maint AI": False,
}
OTHERS = {
    # accents of the text and of the query are folded
    ("/summits/", "lopez"): "nals-2023 nals-2021",
    ("/summits/", "López Obrador"): "nals-2023 nals-2021",
    ("/summits/", '"ano" first'): "ujp-nsa-2023-06-16",
    ("/sources/", "sudkorea"): "urj-src-pravda-munich-2025",
    ("/sources/", "SÜDKOREA"): "urj-src-pravda-munich-2025",
    ("/sources/", "teléfono"): "telefonorojo-palau-2026",
    ("/sources/", "voimalus"): "src-pax-estonia-2026",
    ("/groupings/", "한미일"): "us-rok-japan",
    ("/groupings/", "日米韓"): "us-rok-japan",
    ("/groupings/", "칩4"): "chip-4",
    ("/states/", "KOR"): "south-korea",
    ("/technologies/", "QIST"): "quantum",
    ("/technologies/", "O-RAN"): "open-ran",
    ("/statements/", '"camp david principles"'): "urj-camp-david-principles",
}


def found(client, path, words, **more):
    response = client.get(path, {"q": words, "size": 100, **more})
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("words", COMMITMENTS)
def test_a_search_finds_these_commitments_in_this_order(demo_data, client, words):
    response = found(client, "/commitments/", words)
    assert [row.slug for row in response.context["page"].object_list] == COMMITMENTS[words].split()
    assert response.context["query"].notices == []


@pytest.mark.parametrize("words", NOTHING)
def test_punctuation_and_syntax_find_nothing(demo_data, client, words):
    response = found(client, "/commitments/", words)
    assert list(response.context["page"].object_list) == []
    assert bool(response.context["query"].notices) == NOTHING[words]


@pytest.mark.parametrize(("path", "words"), OTHERS)
def test_a_search_of_another_noun_finds_these(demo_data, client, path, words):
    response = found(client, path, words)
    rows = response.context["rows"] if path == "/technologies/" else response.context["page"].object_list
    assert [row.slug for row in rows] == OTHERS[path, words].split()


def test_ai_is_a_word_of_its_own(demo_data, client):
    """133 other summaries hold the two letters inside a word: aid, chain, maintain."""
    inside = Commitment.objects.filter(summary__icontains="ai").exclude(slug__in=COMMITMENTS["AI"].split())
    assert inside.count() == 133
    assert inside.filter(summary__icontains="maintain").values_list("slug", flat=True).get() == (
        "quad-india-cable-maintenance-study"
    )


def test_a_minus_takes_exactly_those_away_that_it_names(demo_data, client):
    def slugs(words):
        response = found(client, "/commitments/", words)
        return set(response.context["query"].rows.values_list("slug", flat=True))

    everything, cables, quad = slugs(""), slugs('"undersea cables"'), slugs('"undersea cables" quad')
    assert slugs('"undersea cables" -quad') == cables - quad
    assert slugs('-"undersea cables"') == everything - cables


# --- why a result is there ----------------------------------------------------------------------------------------------

MARK = re.compile(r"<mark>(.*?)</mark>")
MEANT = {  # what a snippet may mark for each query
    "AI": {"ai"},
    "5G": {"5g"},
    "QIST": {"qist"},
    "O-RAN": {"o-ran", "oran"},
    "한미일": {"한미일", "한·미·일"},
    "hÿpersönics": {"hypersonics"},
    '"open ran" -palau': {"open ran", "open-ran"},
    "genom": {"genome", "genomes", "genomic"},
    "NEAR": {"near", "nearly", "near-term", "near-real-time"},
    "aukus quantum": {"aukus", "quantum"},
    "C5+1": {"c5+1"},
}


@pytest.mark.parametrize("words", MEANT)
def test_every_result_shows_a_place_where_a_searched_word_is_marked(demo_data, words):
    records = list(Commitment.objects.filter(slug__in=COMMITMENTS[words].split()))
    shown = search.find_snippets(records, words)
    assert set(shown) == {record.pk for record in records}
    for record in records:
        assert shown[record.pk]
        for snippet in shown[record.pk]:
            marked = {html.unescape(text).casefold() for text in MARK.findall(snippet.html)}
            assert marked and marked <= MEANT[words], (record.slug, snippet)
            assert re.sub("</?mark>", "", snippet.html).count("<") == 0


@pytest.mark.parametrize("words", ["QIST", "칩4", "blockchain"])
def test_the_page_says_beside_each_result_where_it_matched(demo_data, client, words):
    response = found(client, "/commitments/", words)
    body = response.content.decode()
    rows = response.context["page"].object_list
    assert body.count('aria-label="Why this was found"') == len(rows) == len(COMMITMENTS[words].split())
    for row in rows:
        assert row.why and all(f"<mark>{words}</mark>" in snippet.html for snippet in row.why)
        assert all(str(snippet.html) in body for snippet in row.why)


def test_what_a_text_holds_is_escaped_around_the_mark(demo_data, client):
    record = Commitment.objects.get(slug="aukus-hyflite")
    record.summary = "<script>alert('zq')</script> & <b onclick=zq>hyflitezq</b>"
    record.save()
    (snippet,) = search.find_snippets([record], "hyflitezq")[record.pk]
    assert "&lt;script&gt;" in snippet.html and "&amp;" in snippet.html
    assert "&gt;<mark>hyflitezq</mark>&lt;/b&gt;" in snippet.html
    body = found(client, "/commitments/", "hyflitezq").content.decode()
    assert "<script>alert" not in body and "<b onclick" not in body


# --- /search/ -----------------------------------------------------------------------------------------------------------

GROUPS = {
    "QIST": {"Commitments": 20, "Technologies": 1},
    "palau": {"Commitments": 5, "Statements": 1, "Summits": 1, "States": 1, "Sources": 4},
    "lopez": {"Summits": 2},
    '"': {},
}


@pytest.mark.parametrize("words", GROUPS)
def test_a_search_of_the_whole_record_groups_its_answers_by_noun(demo_data, client, words):
    response = client.get("/search/", {"q": words})
    groups = response.context["groups"]
    assert {group["label"]: group["count"] for group in groups} == GROUPS[words]
    for group in groups:
        assert len(group["rows"]) == min(group["count"], 5)
        followed = client.get(group["url"])
        rows = followed.context.get("rows") or followed.context["page"].object_list
        assert followed.context["query"].count == group["count"]
        assert [row.slug for row in rows][:5] == [row.slug for row in group["rows"]] or group["label"] == "Technologies"
        assert f'{group["label"]} <span class="soft">({group["count"]})</span>' in response.content.decode()


def test_both_searches_of_commitments_agree(demo_data, client):
    for words in ("O-RAN", "biolog", "NEAR"):
        (group,) = (
            group
            for group in client.get(f"/search/?{urlencode({'q': words})}").context["groups"]
            if group["label"] == "Commitments"
        )
        assert [row.slug for row in group["rows"]] == COMMITMENTS[words].split()[:5]
