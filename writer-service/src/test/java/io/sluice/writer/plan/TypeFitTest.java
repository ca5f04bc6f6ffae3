package io.sluice.writer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeFitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          integer                     | integer
          smallint                    | bigint
          integer                     | numeric
          real                        | double precision
          character varying(40)       | character varying(80)
          character varying(40)       | character varying
          jsonb                       | text
          numeric(10,2)               | numeric(12,3)
          numeric(10,2)               | numeric
          timestamp(3) with time zone | timestamp with time zone
          timestamp(3) with time zone | timestamp(6) with time zone
          bit(3)                      | bit varying
          integer[]                   | bigint[]
          public.mood                 | public.mood
          """)
  void everyValueFits(String source, String destination) {
    assertThat(TypeFit.fits(source, destination)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bigint                      | integer
          integer                     | real
          double precision            | numeric
          text                        | character varying(80)
          character varying(80)       | character varying(40)
          numeric                     | numeric(12,3)
          numeric(10,2)               | numeric(10,3)
          numeric(10,2)               | numeric(12,1)
          timestamp with time zone    | timestamp(3) with time zone
          timestamp without time zone | timestamp with time zone
          character(5)                | character(6)
          integer[]                   | integer
          json                        | jsonb
          public.mood                 | other.mood
          """)
  void someValueDoesNotFit(String source, String destination) {
    assertThat(TypeFit.fits(source, destination)).isFalse();
  }
}
