package io.sluice.project.verifications;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.TableComparison;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What was found as CSV: a line with the counts for each table, and after it one for each of its
 * differences that are told. Keys and columns hold their parts as a line of CSV would.
 */
final class ReportFile {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private static final List<String> HEADER =
      List.of(
          "source",
          "target",
          "compared",
          "missing",
          "extra",
          "different",
          "unsettled",
          "kind",
          "key",
          "columns",
          "at",
          "position",
          "remark");

  private ReportFile() {}

  static byte[] of(List<TableComparison> comparisons) {
    var text = new StringWriter();
    try (var csv = new CSVPrinter(text, FORMAT)) {
      csv.printRecord(HEADER);
      for (TableComparison one : comparisons) {
        csv.printRecord(
            one.source(),
            one.target(),
            one.compared(),
            one.missing(),
            one.extra(),
            one.different(),
            one.unsettled(),
            "",
            "",
            "",
            one.at(),
            one.position(),
            one.remark());
        for (var difference : one.differences()) {
          csv.printRecord(
              one.source(),
              one.target(),
              "",
              "",
              "",
              "",
              "",
              difference.kind(),
              line(difference.key()),
              line(difference.columns()),
              "",
              "",
              "");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String line(List<String> parts) {
    return FORMAT.format(parts.toArray());
  }
}
