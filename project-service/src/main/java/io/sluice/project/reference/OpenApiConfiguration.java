package io.sluice.project.reference;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CallerArgument;
import io.sluice.project.gateway.Problem;
import io.sluice.project.gateway.Sent;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/**
 * The OpenAPI document. What types do not say is added by rule, the same for every call: which
 * problems it may be answered with, from {@link ErrorCode}, and what a command is answered with.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
  private static final String PROBLEM = "Problem";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String REF = "#/components/schemas/";

  /** Of each call, with and without what only some have. */
  private static final Set<Integer> ALWAYS = Set.of(400, 401, 403, 406, 429, 503);

  @Bean
  OpenAPI openApi() {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    return new OpenAPI()
        .info(
            new Info()
                .title("Sluice")
                .version("v1")
                .description(
                    "Writes become commands: 202 with the command's id, or with `Prefer: wait=N`"
                        + " the outcome. Faults are problem documents (RFC 9457) with `code`,"
                        + " `detail` and `remedy`; `type` leads to a page about the code.")
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .components(
            new Components()
                .addSecuritySchemes(
                    "token",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("`POST /api/v1/tokens` makes one."))
                .addSchemas(PROBLEM, problem()))
        .addSecurityItem(new SecurityRequirement().addList("token"));
  }

  /** What {@link Caller} reads is a parameter of every write, and how it is answered follows. */
  @Bean
  OperationCustomizer writes() {
    return (operation, method) -> {
      boolean command =
          Arrays.stream(method.getMethodParameters())
              .anyMatch(parameter -> parameter.getParameterType().equals(Caller.class));
      if (command) {
        operation.addParametersItem(
            header(
                CallerArgument.KEY, "Becomes the command's id; the same again changes nothing."));
        operation.addParametersItem(
            header(
                CallerArgument.PREFER, "`wait=N`: wait N seconds, 30 at most, for the outcome."));
      }
      Answers answers = answers(method);
      if (answers != null) {
        answered(operation, answers);
      }
      problems(operation, method, command);
      return operation;
    };
  }

  /** The types that only rules refer to. */
  @Bean
  OpenApiCustomizer answeredTypes() {
    return document ->
        List.of(Sent.class)
            .forEach(
                type ->
                    ModelConverters.getInstance(true)
                        .readAll(type)
                        .forEach(document.getComponents()::addSchemas));
  }

  private static @Nullable Answers answers(HandlerMethod method) {
    Answers own = method.getMethodAnnotation(Answers.class);
    if (own != null
        || !method.getMethod().getReturnType().getSimpleName().equals("ResponseEntity")) {
      return own;
    }
    boolean untyped =
        method.getMethod().getGenericReturnType().getTypeName().endsWith("<java.lang.Object>");
    return untyped
        ? AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Answers.class)
        : null;
  }

  private static void answered(Operation operation, Answers answers) {
    var responses = new ApiResponses();
    var schema = ModelConverters.getInstance(true).readAllAsResolvedSchema(answers.value());
    var known =
        new ApiResponse()
            .description(answers.created() ? "It is made." : "It is done; this is how it is now.")
            .content(json(new Schema<>().$ref(REF + schema.schema.getName())));
    if (answers.created()) {
      known.addHeaderObject(
          "Location", new Header().schema(new StringSchema()).description("Where it is."));
    }
    responses.addApiResponse(answers.created() ? "201" : "200", known);
    responses.addApiResponse(
        "202",
        new ApiResponse()
            .description("It is sent; what becomes of it is told under `Location`.")
            .addHeaderObject("Location", new Header().schema(new StringSchema()))
            .content(json(new Schema<>().$ref(REF + "Sent"))));
    operation.setResponses(responses);
  }

  private static void problems(Operation operation, HandlerMethod method, boolean command) {
    var statuses = new TreeSet<>(ALWAYS);
    boolean body =
        Arrays.stream(method.getMethodParameters())
            .anyMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class));
    if (body) {
      statuses.addAll(List.of(413, 415));
    }
    if (operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(one -> "path".equals(one.getIn()))) {
      statuses.add(404);
    }
    if (body || command) {
      statuses.addAll(List.of(409, 412, 422));
    }
    Map<Integer, List<ErrorCode>> byStatus =
        Arrays.stream(ErrorCode.values()).collect(Collectors.groupingBy(ErrorCode::status));
    for (int status : statuses) {
      var codes = byStatus.getOrDefault(status, List.of());
      if (codes.isEmpty()) {
        continue;
      }
      var response =
          new ApiResponse()
              .description(
                  codes.stream().map(code -> "`" + code + "`").collect(Collectors.joining(", ")))
              .content(
                  new Content()
                      .addMediaType(
                          PROBLEM_JSON,
                          new MediaType()
                              .schema(new Schema<>().$ref(REF + PROBLEM))
                              .example(example(codes.getFirst()))));
      if (status == 429 || status == 503) {
        response.addHeaderObject(
            "Retry-After", new Header().schema(new IntegerSchema()).description("Seconds."));
      }
      operation.getResponses().addApiResponse(Integer.toString(status), response);
    }
  }

  private static Map<String, Object> example(ErrorCode code) {
    var example = new LinkedHashMap<String, Object>();
    example.put("type", Problem.PAGES + Problem.path(code));
    example.put("title", code.text());
    example.put("status", code.status());
    example.put("detail", "…");
    example.put("instance", "/api/v1/…");
    example.put("code", code.name());
    example.put("remedy", new Failure(code, "").remedy());
    example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    return example;
  }

  private static Schema<?> problem() {
    var codes = new StringSchema();
    codes.description("Stable; what a program looks at.");
    codes.setEnum(new ArrayList<>(Arrays.stream(ErrorCode.values()).map(Enum::name).toList()));
    var schema = new ObjectSchema();
    schema.description("What went wrong, where, and what to do (RFC 9457).");
    schema.addProperty(
        "type",
        new StringSchema().format("uri-reference").description("Leads to a page about the code."));
    schema.addProperty("title", new StringSchema().description("What the code means."));
    schema.addProperty("status", new IntegerSchema());
    schema.addProperty("detail", new StringSchema().description("What exactly is wrong here."));
    schema.addProperty(
        "instance",
        new StringSchema().format("uri-reference").description("The path that was called."));
    schema.addProperty("code", codes);
    schema.addProperty("remedy", new StringSchema().description("What to do about it."));
    schema.addProperty("traceId", new StringSchema().description("The same in log and events."));
    schema.addProperty(
        "commandId",
        new StringSchema().description("The command that was refused, if one was sent."));
    schema.setRequired(List.of("type", "title", "status", "code", "remedy", "traceId"));
    return schema;
  }

  private static Content json(Schema<?> schema) {
    return new Content().addMediaType("application/json", new MediaType().schema(schema));
  }

  private static HeaderParameter header(String name, String description) {
    var header = new HeaderParameter();
    header.setName(name);
    header.setDescription(description);
    header.setSchema(new StringSchema());
    return header;
  }
}
