/* The parser as rmspec/parser.h wants it: for `rmspec parser --load libexample.so` and -DRMS_PARSER_UNDER_TEST=. */
#include "parser.h"

#include <rmspec/parser.h>

#include <stdio.h>
#include <string.h>

static rms_parser_text text_of(const char *text)
{
    return (rms_parser_text){text ? text : "", text ? strlen(text) : 0};
}

static void tell_entry(const rms_parser_sink *sink, size_t index, const struct entry *entry)
{
    char port[16], weight[16];
    rms_parser_field fields[5];
    size_t n = 0;
    (void)snprintf(port, sizeof port, "%d", entry->port);
    (void)snprintf(weight, sizeof weight, "%d", entry->weight);
    if (entry->port >= 0)
        fields[n++] = (rms_parser_field){text_of("Port"), text_of(port)};
    if (entry->weight >= 0)
        fields[n++] = (rms_parser_field){text_of("Weight"), text_of(weight)};
    if (*entry->type)
        fields[n++] = (rms_parser_field){text_of("Type"), text_of(entry->type)};
    if (*entry->ip)
        fields[n++] = (rms_parser_field){text_of("ServerIp"), text_of(entry->ip)};
    if (*entry->description)
        fields[n++] = (rms_parser_field){text_of("Description"), text_of(entry->description)};
    sink->on_item(sink->context, index, (rms_parser_text){entry->id.p, entry->id.n}, fields, n);
}

static void tell_accepted(const rms_parser_sink *sink, const struct verdict *verdict)
{
    sink->on_action(sink->context, text_of(verdict->action));
    if (verdict->region.n)
        sink->on_parameter(sink->context, text_of("RegionId"), (rms_parser_text){verdict->region.p, verdict->region.n});
    sink->on_parameter(sink->context, text_of(verdict->target_name),
                       (rms_parser_text){verdict->target.p, verdict->target.n});
    for (size_t i = 0; i < verdict->n; i++)
        tell_entry(sink, i, &verdict->entry[i]);
}

static void parse(void *self, const rms_parser_request *request, const rms_parser_sink *sink)
{
    struct verdict verdict;
    (void)self;
    parse_request(request->method.p, request->method.n, request->target.p, request->target.n, request->content_type.p,
                  request->content_type.n, request->body.p, request->body.n, &verdict);
    if (verdict.accepted)
        tell_accepted(sink, &verdict);
    const rms_parser_outcome outcome = {.struct_size = sizeof outcome,
                                        .accepted = verdict.accepted,
                                        .code = text_of(verdict.code),
                                        .parameter = text_of(verdict.parameter)};
    sink->on_verdict(sink->context, &outcome);
    verdict_done(&verdict);
}

const rms_parser_table *rms_parser_under_test(void)
{
    static const rms_parser_table table = {
        .abi_version = RMS_PARSER_ABI, .struct_size = sizeof table, .name = "the C example", .parse = parse};
    return &table;
}
