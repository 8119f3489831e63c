"""Files of ads become an edition; bad lines are told and counted, good ones kept, nothing half-written left."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from aipulsen import queries
from aipulsen.ads.account import Account
from aipulsen.ads.score_files import Work, score_files
from aipulsen.cli import main
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap import gap_map
from aipulsen.sources import ad_files
from aipulsen.store import editions
from aipulsen.voice import Voice
from tests.conftest import LABELLED_ADS, needs_labelled_ads


def ad(number: int, **changes: Any) -> dict[str, Any]:
    """A made-up ad in JobSearch's form; an AI role unless told otherwise."""
    base: dict[str, Any] = {
        "id": f"{1000 + number}",
        "headline": "AI-ingenjör",
        "publication_date": "2026-06-01T08:00:00",
        "employer": {"name": f"Exempel {number} AB", "organization_number": "5560000000"},
        "workplace_address": {"municipality_code": "2580", "region_code": "25", "country_code": "199"},
        "occupation_group": {"legacy_ams_taxonomy_id": "2512", "label": "Mjukvaruutvecklare"},
        "description": {
            "text": f"Om rollen\nDu kommer att utveckla modeller med maskininlärning, nummer {number}.\n"
            "Kvalifikationer\nErfarenhet av PyTorch. Frågor: kim@exempel.se, 070-123 45 67."
        },
        "webpage_url": "https://example.org/annons",
    }
    return {**base, **changes}


def lines(*ads: object) -> bytes:
    """JSONL."""
    return b"".join(json.dumps(a).encode() + b"\n" for a in ads)


def build(folder: Path, *files: Path, name: str = "prov", as_of: str = "2026-06-30") -> int:
    """Run the build; its exit code."""
    ads = [argument for file in files for argument in ("--ads", str(file))]
    with pytest.raises(SystemExit) as stop:
        main(["build", *ads, "--as-of", as_of, "--edition", name, "--data-dir", str(folder)])
    return int(stop.value.code or 0)


def test_an_edition_is_built_and_queried(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ads with and without a county: both are counted, the second in its own row."""
    file = data_folder / "ads.jsonl"
    file.write_bytes(lines(*(ad(i) for i in range(6)), ad(6, workplace_address={"country_code": "199"})))
    assert build(data_folder, file) == 0
    said = capsys.readouterr().err
    assert "7 lästa, 1 utan län, 0 dubbletter, 0 felaktiga, 7 bedömda, 7 behållna" in said
    with pytest.raises(SystemExit):
        main(["query", "gap"])
    rows = {r["county_code"]: r for r in json.loads(capsys.readouterr().out)}
    assert (rows["25"]["ads"], rows[""]["ads"], rows["01"]["ads"]) == (6, 1, 0)
    assert rows[""]["county_name"] == "ej angivet"
    assert rows["25"]["edition"] == "prov"


def test_bad_lines_are_named_and_the_good_ones_kept(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cut line, a missing field, an unknown county: three sentences with file and line, three reasons counted; an ad
    of after the edition's day is left out for that reason and no other."""
    bad = [
        ad(1, headline=None),
        ad(2, workplace_address={"region_code": "77", "country_code": "199"}),
        ad(3, publication_date="2026-07-01T00:00:00"),
    ]
    file = data_folder / "ads.jsonl"
    file.write_bytes(lines(ad(0), *bad, ad(4)) + b'{"id": "9", "headline": "AI-in\n')
    assert build(data_folder, file) == 0
    said = capsys.readouterr().err
    assert "ads.jsonl, rad 2: fältet headline saknas" in said
    assert "ads.jsonl, rad 3: okänd länskod 77" in said
    assert "Publicerade efter utgåvans dag och utelämnade: 1." in said
    assert "ads.jsonl, rad 6: trasig JSON" in said
    assert "Felaktiga efter skäl: headline saknas 1, okänd länskod 1, trasig JSON 1." in said
    assert "3 felaktiga, 2 bedömda" in said
    account = editions.open_edition("prov").manifest.account
    assert (account["bad"], account["after_day"]) == (3, 1)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hej\nhopp\n", b'{"a": 1}\n', b"[]", b"%PDF-1.7 ..."])
def test_a_file_that_is_no_ads_publishes_nothing(
    data_folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty, text, JSON that is no ad: exit code 2, one sentence with the file's name, nothing left behind."""
    file = data_folder / "fil.jsonl"
    file.write_bytes(content)
    assert build(data_folder, file) == 2
    said = capsys.readouterr().err
    assert "fil.jsonl" in said
    assert said.count("\n") == 1
    assert not (data_folder / "live").exists()


def test_a_day_before_every_ad_publishes_nothing(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistaken --as-of: one sentence with the count and the day, exit code 2, no edition."""
    (data_folder / "ads.jsonl").write_bytes(lines(ad(1), ad(2)))
    assert build(data_folder, data_folder / "ads.jsonl", as_of="1999-12-31") == 2
    assert "2 är publicerade efter utgåvans dag, 1999-12-31" in capsys.readouterr().err
    assert not (data_folder / "live").exists()


def test_a_day_that_has_not_been_publishes_nothing(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped year would be the newest edition for ever."""
    (data_folder / "ads.jsonl").write_bytes(lines(ad(1)))
    assert build(data_folder, data_folder / "ads.jsonl", as_of="2999-01-01") == 2
    assert "2999-01-01 har inte varit än" in capsys.readouterr().err
    assert not (data_folder / "live").exists()


def test_the_same_ad_twice_is_one(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A repeated id, as text or number, and a repeated original_id are duplicates."""
    file = data_folder / "ads.jsonl"
    file.write_bytes(lines(ad(0), ad(0, id=1000), ad(1, original_id="x"), ad(2, original_id="x")))
    assert build(data_folder, file) == 0
    assert "4 lästa, 0 utan län, 2 dubbletter" in capsys.readouterr().err


def test_an_ad_of_several_counties_is_in_each_and_once_in_the_country(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And one abroad is in no count, told by number."""
    both = [{"region_code": "25", "country_code": "199"}, {"municipality_code": "2482", "country_code": "199"}]
    file = data_folder / "ads.jsonl"
    text = {"text": "Om rollen\nDu utvecklar maskininlärning och arbetar helt på distans."}
    norway = {"country_code": "155", "country": "Norge"}
    file.write_bytes(lines(ad(0), ad(1, workplace_address=both, description=text), ad(2, workplace_address=norway)))
    assert build(data_folder, file) == 0
    assert "Utomlands, utanför alla tal: 1." in capsys.readouterr().err
    edition = editions.open_edition("prov")
    totals = edition.read("ad_totals").fillna({"county_code": ""}).set_index("county_code")
    assert totals[["ads", "first_county_ads", "abroad_ads"]].to_numpy().tolist() == [[1, 0, 0], [2, 2, 0], [0, 0, 1]]
    assert totals[["it_ads", "first_county_it_ads"]].to_numpy().tolist() == [[1, 0], [2, 2], [0, 0]]
    ads = edition.read("ads").set_index("id")
    assert ads.county_codes.fillna("").to_dict() == {"1000": "25", "1001": "25|24", "1002": ""}
    assert ads.place_kind.to_dict() == {"1000": "county", "1001": "county", "1002": "abroad"}
    assert ads.is_remote.to_dict() == {"1000": False, "1001": True, "1002": False}
    account = edition.manifest.account
    assert (account["abroad"], account["without_place"]) == (1, 0)


def test_ads_abroad_are_outside_every_count_and_told_once(data_folder: Path) -> None:
    """Six ads in Norway, five in Luleå, one that states no county: every count of the built edition holds the six in
    Sweden, and the gap's picture tells of those abroad in one line."""
    norway = {"country_code": "155", "country": "Norge"}
    abroad = [ad(10 + i, workplace_address=norway) for i in range(6)]
    file = data_folder / "ads.jsonl"
    file.write_bytes(lines(*(ad(i) for i in range(5)), *abroad, ad(5, workplace_address={"country_code": "199"})))
    assert build(data_folder, file) == 0
    edition, selection = editions.open_edition("prov"), queries.Selection()
    answer = queries.ask_gap(edition, selection)
    assert (answer.country["ads"], answer.not_stated_ads, answer.abroad_ads) == (6, 1, 6)
    assert queries.ask_employers(edition, selection).employers.ads.sum() == 6
    assert queries.ask_split(edition, selection).scope.total_ads == 5 + 1
    assert set(queries.ask_concentration(edition, selection).quotients.ads_placed) == {5}
    caption = gap_map(Desk(edition, Voice("sv")), selection).caption
    assert [line for line in caption if "utomlands" in line] == [
        "6 AI-annonser gäller arbete utomlands och räknas inte."
    ]
    assert [line for line in caption if "6 av" in line or "12" in line] == []


def packed(kind: str, ads: list[dict[str, Any]]) -> tuple[str, bytes]:
    """The same ads in each form a file may have."""
    plain = lines(*ads)
    if kind == "zip":
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as archive:
            archive.writestr("2025.jsonl", plain)
        return "ads.zip", sink.getvalue()
    return {
        "jsonl": ("ads.jsonl", plain),
        "bom": ("ads.jsonl", b"\xef\xbb\xbf" + plain),
        "array": ("ads.json", json.dumps(ads).encode()),
        "hits": ("ads.json", json.dumps({"total": {"value": len(ads)}, "hits": ads}).encode()),
        "gz": ("ads.jsonl.gz", gzip.compress(plain)),
        "zst": ("ads.jsonl.zst", zstandard.compress(plain)),
    }[kind]


@pytest.mark.parametrize("kind", ["jsonl", "bom", "array", "hits", "gz", "zip", "zst"])
def test_every_form_of_file_gives_the_same_scores(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSONL, with a byte-order mark, an array, `hits`, gzip, zip, zstandard."""
    name, content = packed(kind, [ad(i, occupation_group=[{"legacy_ams_taxonomy_id": "2512"}]) for i in range(3)])
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SystemExit) as stop:
        main(["score", str(tmp_path / name), "--explain"])
    assert not stop.value.code
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["id"], r["level"], r["sector"]) for r in rows] == [(f"{1000 + i}", "role", "it") for i in range(3)]
    assert all(r["score"] == sum(h["points"] for h in r["hits"]) for r in rows)


def test_a_cut_array_keeps_what_came_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An array cut off mid-ad: the whole ads are scored, the cut is one faulty line."""
    whole = json.dumps([ad(0), ad(1), ad(2)]).encode()
    (tmp_path / "ads.json").write_bytes(whole[:-40])
    with pytest.raises(SystemExit):
        main(["score", str(tmp_path / "ads.json")])
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "1 felaktig," in err


def test_score_formats_agree(tmp_path: Path) -> None:
    """JSONL, CSV and Parquet hold the same levels and scores."""
    file = tmp_path / "ads.jsonl"
    file.write_bytes(lines(ad(0), ad(1, headline="Kock", description={"text": "Laga mat."})))
    for kind in ("jsonl", "csv", "parquet"):
        with pytest.raises(SystemExit) as stop:
            main(["score", str(file), "--out", str(tmp_path / f"ut.{kind}")])
        assert not stop.value.code
    as_json = [json.loads(line) for line in (tmp_path / "ut.jsonl").read_text().splitlines()]
    table = pq.read_table(tmp_path / "ut.parquet").to_pylist()
    assert [(r["id"], r["level"], r["score"]) for r in table] == [(r["id"], r["level"], r["score"]) for r in as_json]
    assert [r["level"] for r in as_json] == ["role", "none"]
    assert "1000;role;" in (tmp_path / "ut.csv").read_text()


def test_processes_and_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process and large blocks, two and small ones: the same bytes out, the same lines named."""
    file = tmp_path / "ads.jsonl"
    good = [ad(i, occupation_group=[{"legacy_ams_taxonomy_id": "2512"}]) for i in range(40)]
    file.write_bytes(lines(*good[:20]) + b"{trasig\n" + lines(*good[15:]) + b"\n\n{trasig igen")
    said = []
    for workers, size in ((1, 4 << 20), (2, 700), (1, 1)):
        account = Account()
        monkeypatch.setattr(ad_files, "BLOCK_BYTES", size)
        tables = score_files([str(file)], Work(explain=True), account, workers=workers)
        said.append((pa.concat_tables(tables).to_pylist(), account.counts(), account.lines("sv")))
    assert said[0] == said[1] == said[2]
    assert (said[0][1]["read"], said[0][1]["duplicates"], said[0][1]["bad"], said[0][1]["scored"]) == (47, 5, 2, 40)
    assert "rad 21" in said[0][2][0]
    assert "rad 49" in said[0][2][1]


def test_a_failed_score_leaves_no_file(tmp_path: Path) -> None:
    """When the input is no ads, the output file does not appear."""
    (tmp_path / "fel.jsonl").write_text("nej\n")
    with pytest.raises(SystemExit) as stop:
        main(["score", str(tmp_path / "fel.jsonl"), "--out", str(tmp_path / "ut.jsonl")])
    assert stop.value.code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["fel.jsonl"]


def test_no_contacts_and_no_text_reach_the_edition(data_folder: Path) -> None:
    """Neither ad text, e-mail, phone nor organisation number stands anywhere in the published files."""
    file = data_folder / "ads.jsonl"
    file.write_bytes(lines(ad(0, headline="AI-ingenjör, skriv till kim@exempel.se")))
    assert build(data_folder, file) == 0
    edition = editions.open_edition("prov")
    frame = edition.read("ads")
    everything = frame.to_csv() + edition.manifest.to_json()
    assert [w for w in ("kim@", "070-123", "5560000000", "nummer 0") if w in everything] == []
    assert "text" not in frame.columns


@needs_labelled_ads
def test_the_real_ads_go_through_the_whole_line(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """234 real ads become an edition whose counts the account and the query agree on."""
    assert build(data_folder, LABELLED_ADS / "dev_ads.jsonl", name="dev") == 0
    assert "234 lästa, 3 utan län, 0 dubbletter, 0 felaktiga, 224 bedömda" in capsys.readouterr().err
    edition = editions.open_edition("dev")
    assert edition.manifest.account["kept"] == edition.manifest.tables["ads"].rows
    with pytest.raises(SystemExit):
        main(["query", "gap", "--window", "180", "--level", "competence", "--counting", "all"])
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) in (21, 22)
    ads = edition.read("ads")
    window = ads[(ads.published_date >= "2026-01-02") & (ads.published_date <= "2026-06-30")]
    assert sum(r["ads"] for r in rows) == len(window)
