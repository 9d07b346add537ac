/* What every object consists of, as tables. A field that is missing here is neither copied deep, compared nor printed.
 * Lists stand last. */
#include "reference/model/internal.h"
#include "reference/model/words.h"

#include <stddef.h>

#define FIELD(type, member, sort)                                                                                      \
    .name = #member, .kind = (sort), .offset = offsetof(type, member), .size = sizeof((type *)0)->member
#define TEXT(type, member)                                                                                             \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_TEXT)                                                                            \
    }
#define INT(type, member)                                                                                              \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_INT)                                                                             \
    }
#define TIME(type, member)                                                                                             \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_TIME)                                                                            \
    }
#define WORD(type, member, list)                                                                                       \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_WORD), .words = (list), .count = RMS_COUNT(list)                                 \
    }
#define LIST(type, member, shape)                                                                                      \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_LIST), .of = &(shape)                                                            \
    }
#define FIXED(type, member, n, shape)                                                                                  \
    {                                                                                                                  \
        FIELD(type, member, RMS_FIELD_FIXED), .count = (n), .of = &(shape)                                             \
    }
#define SHAPE(word, type, list)                                                                                        \
    {                                                                                                                  \
        .name = (word), .size = sizeof(type), .fields = (list), .n_fields = RMS_COUNT(list)                            \
    }

static const rms_field id_fields[] = {
    {.name = "id", .kind = RMS_FIELD_TEXT, .offset = 0, .size = sizeof(rms_model_id)}};
static const rms_shape former_shape = SHAPE("former", rms_model_id, id_fields);
static const rms_shape load_balancer_id_shape = SHAPE("attached-load-balancer", rms_model_id, id_fields);
static const rms_shape db_instance_id_shape = SHAPE("attached-db-instance", rms_model_id, id_fields);

static const rms_field instance_fields[] = {
    TEXT(rms_ecs_instance, id),
    WORD(rms_ecs_instance, status, rms_words_ecs_status),
    INT(rms_ecs_instance, implied),
    TIME(rms_ecs_instance, created_ms),
};
static const rms_shape instance_shape = SHAPE("instance", rms_ecs_instance, instance_fields);

static const rms_field server_fields[] = {
    TEXT(rms_model_server, server_id), INT(rms_model_server, port),
    INT(rms_model_server, weight),     WORD(rms_model_server, type, rms_words_server_type),
    TEXT(rms_model_server, server_ip), TEXT(rms_model_server, description),
};
static const rms_shape server_shape = SHAPE("server", rms_model_server, server_fields);

static const rms_field listener_fields[] = {
    INT(rms_listener, port),
    TEXT(rms_listener, protocol),
    INT(rms_listener, backend_port),
    TEXT(rms_listener, vserver_group_id),
    TEXT(rms_listener, master_slave_group_id),
    WORD(rms_listener, status, rms_words_listener_status),
};
static const rms_shape listener_shape = SHAPE("listener", rms_listener, listener_fields);

static const rms_field tag_fields[] = {TEXT(rms_model_tag, key), TEXT(rms_model_tag, value)};
static const rms_shape tag_shape = SHAPE("tag", rms_model_tag, tag_fields);

static const rms_field load_balancer_fields[] = {
    TEXT(rms_load_balancer, id),
    TEXT(rms_load_balancer, name),
    TEXT(rms_load_balancer, region),
    TEXT(rms_load_balancer, vpc_id),
    TEXT(rms_load_balancer, vswitch_id),
    TEXT(rms_load_balancer, address),
    TEXT(rms_load_balancer, address_type),
    WORD(rms_load_balancer, status, rms_words_lb_status),
    INT(rms_load_balancer, delete_protection),
    TIME(rms_load_balancer, created_ms),
    LIST(rms_load_balancer, servers, server_shape),
    LIST(rms_load_balancer, former, former_shape),
    LIST(rms_load_balancer, listeners, listener_shape),
    LIST(rms_load_balancer, tags, tag_shape),
};
static const rms_shape load_balancer_shape = SHAPE("load-balancer", rms_load_balancer, load_balancer_fields);

static const rms_field vserver_group_fields[] = {
    TEXT(rms_vserver_group, id),
    TEXT(rms_vserver_group, name),
    TEXT(rms_vserver_group, load_balancer_id),
    TIME(rms_vserver_group, created_ms),
    LIST(rms_vserver_group, servers, server_shape),
    LIST(rms_vserver_group, former, former_shape),
};
const rms_shape rms_vserver_group_shape = SHAPE("vserver-group", rms_vserver_group, vserver_group_fields);

static const rms_field master_slave_group_fields[] = {
    TEXT(rms_master_slave_group, id),
    TEXT(rms_master_slave_group, name),
    TEXT(rms_master_slave_group, load_balancer_id),
    TIME(rms_master_slave_group, created_ms),
    INT(rms_master_slave_group, master),
    FIXED(rms_master_slave_group, servers, 2, server_shape),
};
static const rms_shape master_slave_group_shape =
    SHAPE("master-slave-group", rms_master_slave_group, master_slave_group_fields);

static const rms_field member_fields[] = {
    TEXT(rms_scaling_member, instance_id), INT(rms_scaling_member, auto_created),
    INT(rms_scaling_member, entrusted),    WORD(rms_scaling_member, state, rms_words_member_state),
    INT(rms_scaling_member, weight),       TEXT(rms_scaling_member, configuration_id),
    TIME(rms_scaling_member, created_ms),
};
static const rms_shape member_shape = SHAPE("member", rms_scaling_member, member_fields);

static const rms_field attached_group_fields[] = {
    TEXT(rms_scaling_vserver_group, load_balancer_id),
    TEXT(rms_scaling_vserver_group, vserver_group_id),
    INT(rms_scaling_vserver_group, port),
    INT(rms_scaling_vserver_group, weight),
};
static const rms_shape attached_group_shape =
    SHAPE("attached-vserver-group", rms_scaling_vserver_group, attached_group_fields);

static const rms_field scaling_group_fields[] = {
    TEXT(rms_scaling_group, id),
    TEXT(rms_scaling_group, name),
    TEXT(rms_scaling_group, region),
    TEXT(rms_scaling_group, vswitch_id),
    WORD(rms_scaling_group, status, rms_words_group_status),
    INT(rms_scaling_group, min_size),
    INT(rms_scaling_group, max_size),
    INT(rms_scaling_group, desired_capacity),
    INT(rms_scaling_group, default_cooldown),
    TIME(rms_scaling_group, cooldown_until_ms),
    WORD(rms_scaling_group, policy, rms_words_scaling_policy),
    TEXT(rms_scaling_group, active_configuration_id),
    INT(rms_scaling_group, denied),
    TIME(rms_scaling_group, created_ms),
    LIST(rms_scaling_group, load_balancer_ids, load_balancer_id_shape),
    LIST(rms_scaling_group, vserver_groups, attached_group_shape),
    LIST(rms_scaling_group, db_instance_ids, db_instance_id_shape),
    LIST(rms_scaling_group, members, member_shape),
};
static const rms_shape scaling_group_shape = SHAPE("scaling-group", rms_scaling_group, scaling_group_fields);

static const rms_field configuration_fields[] = {
    TEXT(rms_scaling_configuration, id),
    TEXT(rms_scaling_configuration, group_id),
    TEXT(rms_scaling_configuration, name),
    TEXT(rms_scaling_configuration, image_id),
    TEXT(rms_scaling_configuration, instance_type),
    TEXT(rms_scaling_configuration, security_group_id),
    TIME(rms_scaling_configuration, created_ms),
};
static const rms_shape configuration_shape =
    SHAPE("scaling-configuration", rms_scaling_configuration, configuration_fields);

static const rms_field rule_fields[] = {
    TEXT(rms_scaling_rule, id),
    TEXT(rms_scaling_rule, ari),
    TEXT(rms_scaling_rule, group_id),
    TEXT(rms_scaling_rule, name),
    WORD(rms_scaling_rule, adjustment, rms_words_adjustment),
    INT(rms_scaling_rule, value),
    INT(rms_scaling_rule, cooldown),
};
static const rms_shape rule_shape = SHAPE("scaling-rule", rms_scaling_rule, rule_fields);

static const rms_field change_fields[] = {
    TEXT(rms_activity_change, instance_id),
    WORD(rms_activity_change, leave, rms_words_leave),
    INT(rms_activity_change, stays),
};
static const rms_shape change_shape = SHAPE("change", rms_activity_change, change_fields);

static const rms_field activity_fields[] = {
    TEXT(rms_scaling_activity, id),
    TEXT(rms_scaling_activity, group_id),
    WORD(rms_scaling_activity, kind, rms_words_activity_kind),
    WORD(rms_scaling_activity, status, rms_words_activity_status),
    WORD(rms_scaling_activity, ends_as, rms_words_activity_status),
    TEXT(rms_scaling_activity, cause),
    TEXT(rms_scaling_activity, description),
    TEXT(rms_scaling_activity, message),
    TIME(rms_scaling_activity, start_ms),
    TIME(rms_scaling_activity, end_ms),
    TIME(rms_scaling_activity, due_ms),
    INT(rms_scaling_activity, held),
    INT(rms_scaling_activity, hidden),
    TIME(rms_scaling_activity, effect_ms),
    INT(rms_scaling_activity, effect_done),
    INT(rms_scaling_activity, detaches_late),
    INT(rms_scaling_activity, cooldown),
    INT(rms_scaling_activity, total),
    INT(rms_scaling_activity, attached),
    INT(rms_scaling_activity, auto_created),
    LIST(rms_scaling_activity, changes, change_shape),
};
static const rms_shape activity_shape = SHAPE("scaling-activity", rms_scaling_activity, activity_fields);

static const rms_field db_instance_fields[] = {
    TEXT(rms_db_instance, id),
    WORD(rms_db_instance, status, rms_words_db_status),
};
static const rms_shape db_instance_shape = SHAPE("db-instance", rms_db_instance, db_instance_fields);

static const rms_field model_fields[] = {
    LIST(rms_model, instances, instance_shape),
    LIST(rms_model, load_balancers, load_balancer_shape),
    LIST(rms_model, vserver_groups, rms_vserver_group_shape),
    LIST(rms_model, master_slave_groups, master_slave_group_shape),
    LIST(rms_model, scaling_groups, scaling_group_shape),
    LIST(rms_model, configurations, configuration_shape),
    LIST(rms_model, rules, rule_shape),
    LIST(rms_model, activities, activity_shape),
    LIST(rms_model, db_instances, db_instance_shape),
};
const rms_shape rms_model_shape = SHAPE("model", rms_model, model_fields);
