/** The words of the model's enums, in the order of their values. */
#ifndef RMS_MODEL_WORDS_H
#define RMS_MODEL_WORDS_H

extern const char *const rms_words_ecs_status[4];
extern const char *const rms_words_lb_status[3];
extern const char *const rms_words_listener_status[2];
extern const char *const rms_words_group_status[2];
extern const char *const rms_words_scaling_policy[2];
extern const char *const rms_words_member_state[6];
extern const char *const rms_words_activity_status[5];
extern const char *const rms_words_activity_kind[3];
extern const char *const rms_words_leave[4];
extern const char *const rms_words_db_status[2];
extern const char *const rms_words_adjustment[3];
extern const char *const rms_words_server_type[4];

#endif
