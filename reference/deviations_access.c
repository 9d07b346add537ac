/* Faults of who may ask: signatures, their times and nonces, and RAM policies. */
#include "reference/deviations.h"

#define ALL   RMS_FOR_REMOVALS
#define GROUP RMS_FOR_VSERVER
#define FAULT(name, rule, doc, actions, ...)                                                                           \
    {                                                                                                                  \
        name, rule, doc, actions, .set = { __VA_ARGS__ }                                                               \
    }

static const rms_deviation_row rows[] = {
    /* what is signed */
    FAULT("body-unsigned", "post", "What travels in a form is no part of what is verified.", ALL,
          RMS_WIRE(access.body_unsigned, 1)),
    FAULT("query-unsigned-beside-body", "post",
          "Beside a form, the parameters of the query string are no part of what is verified.", ALL,
          RMS_WIRE(access.query_unsigned_beside_body, 1)),
    FAULT("empty-unsigned", "signature-type-empty", "A parameter without a value is no part of what is verified.", ALL,
          RMS_WIRE(access.empty_unsigned, 1)),
    FAULT("tilde-escaped", "signed-values", "What is verified has %7E where the client signed a tilde.", ALL,
          RMS_WIRE(access.tilde_escaped, 1)),
    FAULT("any-signature", "signature-mismatch", "Any signature is the right one.", ALL,
          RMS_WIRE(access.signature_ignored, 1)),
    FAULT("bare-ampersands-accepted", "pairs-encoded-twice", "A signature over bare ampersands is accepted.", ALL,
          RMS_WIRE(access.signature_ignored, 1)),
    FAULT("any-signature-v3", "v3-mismatch", "Any signature of V3 is the right one.", ALL,
          RMS_WIRE(access.signature_ignored, 1)),
    FAULT("any-algorithm", "signature-method", "SignatureMethod and SignatureVersion are not looked at.", ALL,
          RMS_WIRE(access.signature_method_ignored, 1), RMS_WIRE(access.signature_ignored, 1)),
    FAULT("token-ignored", "token-signed", "A temporary key works without its token.", ALL,
          RMS_WIRE(access.token_ignored, 1)),
    {"mismatch-is-server-error", "signature-mismatch", "A signature that does not match is answered with a 500.", ALL,
     .swap = {{"SignatureDoesNotMatch", "InternalError", 500, NULL}}},
    {"unknown-key-403", "access-key-unknown", "An unknown key gets the right code with status 403.", ALL,
     .swap = {{"InvalidAccessKeyId.NotFound", NULL, 403, NULL}}},
    FAULT("unsigned-accepted", "signature-parameters", "A request without a Signature is carried out.", ALL,
          RMS_WIRE(access.unsigned_accepted, 1)),
    FAULT("unsigned-accepted-v3", "v3-parts", "A request of V3 without a Signature is carried out.", ALL,
          RMS_WIRE(access.unsigned_accepted, 1)),

    /* times and nonces */
    FAULT("clock-window-narrow", "within-clock-window", "A time five minutes from the clock is refused.", ALL,
          RMS_WIRE(access.window_s, 240)),
    FAULT("clock-ignored", "outside-clock-window", "The time of a request is not looked at.", ALL,
          RMS_WIRE(access.skew_ignored, 1)),
    FAULT("past-accepted", "outside-clock-window", "A time long ago is accepted.", ALL,
          RMS_WIRE(access.past_accepted, 1)),
    FAULT("future-accepted", "outside-clock-window", "A time far ahead is accepted.", ALL,
          RMS_WIRE(access.future_accepted, 1)),
    FAULT("unreadable-time-accepted", "time-unreadable", "A time that is none is taken for now.", ALL,
          RMS_WIRE(access.malformed_time_accepted, 1)),
    FAULT("nonce-reuse-accepted", "nonce-once", "A nonce may come again.", ALL,
          RMS_WIRE(access.nonce_reuse_accepted, 1)),

    /* RAM policies */
    FAULT("policies-ignored", "authorization", "Policies are not looked at.", GROUP, RMS_WIRE(access.ram.ignored, 1)),
    FAULT("denial-loses", "authorization", "What one statement allows another one cannot deny.", GROUP,
          RMS_WIRE(access.ram.deny_loses, 1)),
    FAULT("allowed-by-default", "authorization", "What no statement speaks of is allowed.", GROUP,
          RMS_WIRE(access.ram.no_default_deny, 1)),
    FAULT("policy-actions-ignored", "authorization", "Every statement is taken to be about every action.", GROUP,
          RMS_WIRE(access.ram.actions_ignored, 1)),
    FAULT("policy-resources-ignored", "authorization", "Every statement is taken to be about every resource.", GROUP,
          RMS_WIRE(access.ram.resources_ignored, 1)),
    FAULT("policy-conditions-ignored", "authorization", "Every condition of a statement holds.", GROUP,
          RMS_WIRE(access.ram.tags_ignored, 1)),
    FAULT("missing-tag-holds", "authorization", "A condition on a tag that is not there holds.", GROUP,
          RMS_WIRE(access.ram.missing_tag_holds, 1)),
    FAULT("policy-servers-ignored", "authorization", "A statement that denies a server denies nothing.", GROUP,
          RMS_WIRE(access.ram.optional_ignored, 1)),
    FAULT("denied-and-done", "authorization", "What policies deny is done, and then refused.", GROUP,
          RMS_WIRE(access.denied_goes_on, 1)),
    FAULT("policy-places-ignored", "authorization", "Region and account of a resource are not looked at.", GROUP,
          RMS_WIRE(access.ram.places_ignored, 1)),
    FAULT("policy-any-condition", "authorization", "Of several conditions one that holds is enough.", GROUP,
          RMS_WIRE(access.ram.any_condition, 1)),
    FAULT("policy-first-resource", "authorization-allowed", "Of a list of resources only the first one is read.", GROUP,
          RMS_WIRE(access.ram.first_of_list, 1)),
    FAULT("policy-wildcards-literal", "authorization-allowed", "The wildcards of a policy stand for themselves.", GROUP,
          RMS_WIRE(access.ram.wildcards_literal, 1)),
    FAULT("policy-needs-every-resource", "authorization-required-resource",
          "A policy has to allow the servers beside the load balancer.", GROUP,
          RMS_WIRE(access.ram.optional_required, 1)),
    {"policy-refusal-400", "authorization-refusal", "Forbidden.RAM comes with status 400.", GROUP,
     .swap = {{"Forbidden.RAM", NULL, 400, NULL}}},
};

const rms_deviation_table rms_deviations_access = {RMS_DEVIATION_FAULT, rows, RMS_COUNT(rows)};
