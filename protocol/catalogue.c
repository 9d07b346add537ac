#include "protocol/catalogue_tables.h"

#include <string.h>

static const struct {
    const char *name;
    const char *version;
} products[RMS_PRODUCT_COUNT] = {
    [RMS_PRODUCT_SLB] = {"slb", "2014-05-15"},
    [RMS_PRODUCT_ESS] = {"ess", "2014-08-28"},
    [RMS_PRODUCT_ECS] = {"ecs", "2014-05-26"},
};

/* RegionId is not among them: whether an action takes it is a matter of its own row. */
static const char *const common_parameters[] = {
    "Action",          "Version",          "Format",         "AccessKeyId", "Signature",
    "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp",   "SecurityToken",
    "SignatureType",   "BearerToken",      "OwnerAccount",   "OwnerId",     "ResourceOwnerAccount",
    "ResourceOwnerId",
};

const char *rms_product_name(rms_product product)
{
    return (unsigned)product < RMS_PRODUCT_COUNT ? products[product].name : "?";
}

const char *rms_product_version(rms_product product)
{
    return (unsigned)product < RMS_PRODUCT_COUNT ? products[product].version : "?";
}

const rms_action_row *rms_catalogue_actions(size_t *ret_n)
{
    *ret_n = rms_catalogue_action_rows_n;
    return rms_catalogue_action_rows;
}

const rms_action_row *rms_catalogue_action(rms_span name)
{
    for (size_t i = 0; i < rms_catalogue_action_rows_n; i++)
        if (rms_span_equal(name, rms_span_of(rms_catalogue_action_rows[i].name)))
            return &rms_catalogue_action_rows[i];
    return NULL;
}

int rms_catalogue_is_common(rms_span name)
{
    for (size_t i = 0; i < RMS_COUNT(common_parameters); i++) {
        const char *const common = common_parameters[i];
        if (name.n && name.p[0] == common[0] && rms_span_equal(name, rms_span_of(common))) /* the cheap half first */
            return 1;
    }
    return 0;
}

const char *const *rms_catalogue_common_parameters(size_t *ret_n)
{
    *ret_n = RMS_COUNT(common_parameters);
    return common_parameters;
}

const rms_code_row *rms_catalogue_codes(size_t *ret_n)
{
    *ret_n = rms_catalogue_code_rows_n;
    return rms_catalogue_code_rows;
}

const rms_code_row *rms_catalogue_code(const char *code, const rms_action_row *action)
{
    const char *const scopes[] = {action ? action->name : NULL, action ? rms_product_name(action->product) : NULL, "*"};
    for (size_t s = 0; s < RMS_COUNT(scopes); s++)
        for (size_t i = 0; scopes[s] && i < rms_catalogue_code_rows_n; i++) {
            const rms_code_row *row = &rms_catalogue_code_rows[i];
            if (strcmp(row->code, code) == 0 && strcmp(row->scope, scopes[s]) == 0)
                return row;
        }
    return NULL;
}

/* Clients match "Throttling" as a substring, and pending configurations by the end of the code. */
static int reads_as_busy(const char *code)
{
    static const char suffix[] = ".configuring";
    const size_t n = strlen(code);
    return strstr(code, "Throttling") ||
           (n >= sizeof suffix - 1 && strcmp(code + n - (sizeof suffix - 1), suffix) == 0);
}

int rms_catalogue_is_busy(int http_status, const char *code)
{
    if (http_status < 400)
        return 0;
    if (http_status == 429 || http_status == 449 || http_status == 503)
        return 1;
    if (!code)
        return 0;
    for (size_t i = 0; i < rms_catalogue_code_rows_n; i++)
        if (rms_catalogue_code_rows[i].cls == RMS_CODE_BUSY && strcmp(rms_catalogue_code_rows[i].code, code) == 0)
            return 1;
    return reads_as_busy(code);
}
