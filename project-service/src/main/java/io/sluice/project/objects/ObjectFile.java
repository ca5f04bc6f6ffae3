package io.sluice.project.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.cloudevents.Json;
import io.sluice.contract.cloudevents.JsonFaults;
import io.sluice.project.lifecycle.DefinitionRules;
import io.sluice.project.projects.NewTable;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Tables of a project in a file. CSV has a header and a line for each table; {@code columns} holds
 * names as a line of CSV would.
 *
 * @param faults in the order of the file; with any of them it is not to be taken
 */
record ObjectFile(List<TableMapping> tables, List<Fault> faults) {
  static final String CSV = "text/csv";

  private static final List<String> HEADER =
      List.of("schema", "name", "target_schema", "target_name", "columns", "filter");

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setIgnoreEmptyLines(true)
          .setRecordSeparator("\n")
          .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
          .get();

  private static final int FAULTS_NAMED = 20;

  /**
   * Something that is wrong in a file.
   *
   * @param line from 1 on; null in JSON, where the field says the place
   * @param field the column, or in JSON the field; empty for the line as a whole
   */
  record Fault(@Nullable Long line, String field, String detail) {
    @Override
    public String toString() {
      String where = line == null ? field : ("line " + line + " " + field).strip();
      return where + ": " + detail;
    }
  }

  /**
   * @throws SluiceException INVALID_INPUT with the faults, when there are any
   */
  void refuseFaults() {
    if (!faults.isEmpty()) {
      String more = faults.size() > FAULTS_NAMED ? "; and %d more" : "";
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          faults.stream().limit(FAULTS_NAMED).map(Fault::toString).collect(Collectors.joining("; "))
              + more.formatted(faults.size() - FAULTS_NAMED));
    }
  }

  /** The same form as a project's objects are given in. */
  record Tables(List<NewTable> tables) {}

  static byte[] json(List<TableMapping> tables) {
    return Json.STRICT
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(new Tables(tables.stream().map(NewTable::of).toList()));
  }

  static byte[] csv(List<TableMapping> tables) {
    var text = new StringWriter();
    try (var printer =
        FORMAT.builder().setHeader(HEADER.toArray(String[]::new)).get().print(text)) {
      for (TableMapping table : tables) {
        printer.printRecord(
            table.source().schema(),
            table.source().name(),
            table.target().schema(),
            table.target().name(),
            line(table.columns()),
            table.filter());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(UTF_8);
  }

  static ObjectFile ofJson(byte[] file, ComponentKind destination) {
    try {
      var tables = NewTable.mappings(Json.STRICT.readValue(file, Tables.class).tables());
      return new ObjectFile(
          tables,
          DefinitionRules.faultsOfTables(destination, tables).stream()
              .map(
                  fault ->
                      new Fault(
                          null,
                          "tables[%d].%s".formatted(fault.table(), fault.field()),
                          fault.detail()))
              .toList());
    } catch (JacksonException e) {
      return new ObjectFile(List.of(), List.of(new Fault(null, "", JsonFaults.describe(e))));
    }
  }

  static ObjectFile ofCsv(byte[] file, ComponentKind destination) {
    var tables = new ArrayList<TableMapping>();
    var lines = new ArrayList<Long>();
    var faults = new ArrayList<Fault>();
    long line = 1;
    try (var parser =
        CSVParser.parse(new StringReader(text(file)), FORMAT.builder().setHeader().get())) {
      faults.addAll(faultsOfHeader(parser.getHeaderNames()));
      if (!faults.isEmpty()) {
        return new ObjectFile(tables, faults);
      }
      var records = parser.iterator();
      while (true) {
        line = parser.getCurrentLineNumber() + 1;
        if (!records.hasNext()) {
          break;
        }
        var record = records.next();
        if (record.isConsistent()) {
          tables.add(table(record));
          lines.add(line);
        } else {
          String detail = "has %d fields, the header %d";
          faults.add(
              new Fault(line, "", detail.formatted(record.size(), parser.getHeaderNames().size())));
        }
      }
    } catch (CharacterCodingException e) {
      faults.add(new Fault(null, "", "the file is not text in UTF-8"));
    } catch (IOException
        | UncheckedIOException
        | IllegalArgumentException
        | IllegalStateException e) {
      faults.add(
          new Fault(
              line, "", "not CSV from here on: quotes in pairs, a header with each name once"));
    }
    for (var fault : DefinitionRules.faultsOfTables(destination, tables)) {
      faults.add(new Fault(lines.get(fault.table()), column(fault.field()), fault.detail()));
    }
    return new ObjectFile(tables, faults);
  }

  private static List<Fault> faultsOfHeader(List<String> header) {
    var faults = new ArrayList<Fault>();
    for (String needed : List.of("schema", "name")) {
      if (!header.contains(needed)) {
        faults.add(new Fault(1L, needed, "the header lacks it"));
      }
    }
    for (String name : header) {
      if (!HEADER.contains(name)) {
        faults.add(new Fault(1L, name, "no such column; there are " + HEADER));
      }
    }
    return faults;
  }

  private static TableMapping table(CSVRecord record) throws IOException {
    String columns = value(record, "columns");
    var target = new NewTable.Target(value(record, "target_schema"), value(record, "target_name"));
    return new NewTable(
            Objects.requireNonNullElse(value(record, "schema"), ""),
            Objects.requireNonNullElse(value(record, "name"), ""),
            target,
            columns == null ? null : names(columns),
            value(record, "filter"))
        .mapping();
  }

  /** Null when it is empty: what is left out has its usual value. */
  private static @Nullable String value(CSVRecord record, String column) {
    String value = record.isMapped(column) ? record.get(column) : "";
    return value.isEmpty() ? null : value;
  }

  private static String line(@Nullable List<String> names) {
    return names == null ? "" : CSVFormat.RFC4180.format(names.toArray());
  }

  private static List<String> names(String line) throws IOException {
    try (var parser = CSVParser.parse(new StringReader(line), CSVFormat.RFC4180)) {
      return parser.getRecords().stream().flatMap(CSVRecord::stream).map(String::strip).toList();
    }
  }

  private static String column(String field) {
    return switch (field) {
      case "source", "source.name" -> "name";
      case "source.schema" -> "schema";
      case "target", "target.name" -> "target_name";
      case "target.schema" -> "target_schema";
      default -> field;
    };
  }

  private static String text(byte[] file) throws CharacterCodingException {
    String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
