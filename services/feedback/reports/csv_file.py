"""A report as a file that spreadsheets open. Pure."""

import csv
import io

from services.feedback.reports.report import Report

COLUMNS = ("questionnaire", "item", "option", "people", "mean", "spread", "percent", "nearly")


def as_csv(report: Report) -> str:
    """A report as a table: a row for each statement and each option."""
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, lineterminator="\r\n")
    rows.writeheader()
    for section in report.sections:
        for scale in section.scales:
            shown = scale.shown
            facts = {"people": shown.n, "mean": shown.mean, "spread": shown.spread, "percent": shown.agreed.percent}
            nearly = shown.nearly if shown.nearly is not None else ""
            rows.writerow({"questionnaire": section.name, "item": scale.item, **facts, "nearly": nearly})
        for choices in section.choices:
            for row in choices.rows:
                portion = {"percent": row.portion.percent, "nearly": row.portion.nearly or ""}
                names = {"questionnaire": section.name, "item": choices.item, "option": row.text.en}
                rows.writerow({**names, "people": choices.n, **portion})
    return table.getvalue()
