/* The documented error codes. Within one scope the row that an endpoint would most likely answer with comes first: that
 * is what rms_catalogue_code returns. ScalingActivityInProgress and IncorrectScalingGroupStatus are what the document
 * of RemoveInstances lists, not busy answers, although one client retries on them. RspoolVipExist is retried by a
 * client as well but states a lasting condition. */
#include "protocol/catalogue_tables.h"

#define COMMON(cls, status, code, source, message)                                                                     \
    {                                                                                                                  \
        code, status, RMS_CODE_##cls, message, "*", source                                                             \
    }
#define SLB(cls, status, code, source, message)                                                                        \
    {                                                                                                                  \
        code, status, RMS_CODE_##cls, message, "slb", source                                                           \
    }
#define ESS(cls, status, code, source, message)                                                                        \
    {                                                                                                                  \
        code, status, RMS_CODE_##cls, message, "ess", source                                                           \
    }
#define OF(action, cls, status, code, source, message)                                                                 \
    {                                                                                                                  \
        code, status, RMS_CODE_##cls, message, action, source                                                          \
    }

#define S3          "003_d301eceec63a7a8e.txt"
#define S4          "004_acda80a0b06c6980.txt"
#define SLB_CODES   "SLB, Common error codes"
#define SLB_RESULT  "SLB, Returned results"
#define SLB_REMOVE  "SLB, RemoveBackendServers (current page)"
#define SLB_ADD     "SLB, AddBackendServers"
#define SLB_ADD_V   "SLB, AddVServerGroupBackendServers"
#define ESS_CLIENT  "ESS, Client errors"
#define ESS_SERVER  "ESS, Server errors"
#define ESS_REMOVE  "ESS, RemoveInstances (2021 page)"
#define ESS_CREATE  "ESS, CreateScalingGroup"
#define ESS_ENABLE  "ESS, EnableScalingGroup"
#define ESS_ATTACH  "ESS, AttachInstances"
#define ESS_DETACH  "ESS, DetachInstances"
#define ESS_DELETE  "ESS, DeleteScalingGroup"
#define ESS_RULE    "ESS, CreateScalingRule"
#define ESS_EXECUTE "ESS, ExecuteScalingRule"
#define IDEMPOTENCE "ESS, How to ensure idempotence"
#define OBSERVED    "observed in public issue threads"

#define NO_GROUP       "The specified scaling group does not exist."
#define NO_INSTANCE    "Instance \"<p>\" does not exist."
#define NOT_AUTHORIZED "A required authorization for the specified action is not supplied."
#define GROUP_STATUS   "The current status of the specified scaling group does not support this action."
#define IN_PROGRESS                                                                                                    \
    "You cannot delete a scaling group or launch a new scaling activity while there is a scaling activity "            \
    "in progress for the specified scaling group."
#define BALANCER_STATUS "The current status of the specified load balancer does not support this action."
#define DB_STATUS       "The current status of DB instance \"<p>\" does not support this action."
#define INSTANCE_STATUS "The current status of instance \"<p>\" does not support this action."
#define BELOW_MIN       "To remove the instances, the total capacity will be lesser than the MinSize."

const rms_code_row rms_catalogue_code_rows[] = {
    /* the three actions' own tables */
    OF("RemoveVServerGroupBackendServers", CLIENT, 400, "LbStatusNotSupport", S3,
       "The status of specified loadbalancer does not support.."),
    OF("RemoveInstances", CLIENT, 404, "InvalidScalingGroupId.NotFound", S4, NO_GROUP),
    OF("RemoveInstances", CLIENT, 404, "InvalidInstanceId.NotFound", S4, NO_INSTANCE),
    OF("RemoveInstances", AUTH, 403, "Forbidden.Unauthorized", S4, NOT_AUTHORIZED),
    OF("RemoveInstances", CLIENT, 400, "IncorrectScalingGroupStatus", S4, GROUP_STATUS),
    OF("RemoveInstances", CLIENT, 400, "ScalingActivityInProgress", S4, IN_PROGRESS),
    OF("RemoveInstances", CLIENT, 400, "IncorrectLoadBalancerStatus", S4, BALANCER_STATUS),
    OF("RemoveInstances", CLIENT, 400, "IncorrectDBInstanceStatus", S4, DB_STATUS),
    OF("RemoveInstances", CLIENT, 400, "IncorrectCapacity.MinSize", S4, BELOW_MIN),
    OF("RemoveInstances", CLIENT, 400, "IncorrectInstanceStatus", "terraform-provider-alicloud", INSTANCE_STATUS),
    OF("RemoveInstances", BUSY, 0, "InvalidOperation.Conflict", "terraform-provider-alicloud", ""),

    /* SLB: what the product's pages list for every action */
    SLB(CLIENT, 404, "InvalidLoadBalancerId.NotFound", OBSERVED, "The specified LoadBalancerId does not exist."),
    SLB(CLIENT, 404, "InvalidLoadBalancerId.NotFound", OBSERVED, "LoadBalancerId does not exist."),
    SLB(CLIENT, 400, "InvalidParameter", SLB_CODES, "The specified parameter is not valid."),
    SLB(CLIENT, 400, "InvalidParameter", SLB_CODES, "The specified BackendServers is invalid."),
    SLB(CLIENT, 404, "InvalidParameter", SLB_CODES, "The specified VServerGroupId does not exist."),
    SLB(CLIENT, 400, "InvalidParameter", SLB_CODES,
        "The specified BackendServers is invalid, as the Port value should be in [1, 65535]."),
    SLB(CLIENT, 400, "InvalidParameter", SLB_CODES,
        "The specified load balancer does not support the network type of the ECS instance."),
    SLB(CLIENT, 400, "InvalidParameter", SLB_CODES, "The specified RegionId does not exist."),
    SLB(CLIENT, 404, "InvalidRegionId.NotFound", SLB_CODES, "The specified RegionId does not exist."),
    SLB(CLIENT, 400, "BackendServersMalformed", SLB_CODES, "the specified parameter BackendServers is unavailable."),
    SLB(CLIENT, 400, "TooManyBackendServers", SLB_CODES,
        "The total number of input real servers exceeds max supported number: 20"),
    SLB(CLIENT, 400, "TooManyBackendServers", SLB_CODES, "The backend server parameter has too many entries."),
    SLB(CLIENT, 400, "InvalidWeight.Malformed", SLB_CODES, "A specified weight is not valid."),
    SLB(CLIENT, 400, "ObtainIpFail", SLB_CODES,
        "The specified BackendServers is invalid; some of the specified backend servers do not exist or are not "
        "running."),
    SLB(CLIENT, 400, "ActionNotAllowed", SLB_CODES, "Locked for any Business Reason."),
    SLB(CLIENT, 400, "ActionNotAllowed", SLB_CODES, "Locked for any Operate Reason."),
    SLB(CLIENT, 400, "ActionNotAllowed", SLB_CODES, "The action is not allowed."),
    SLB(CLIENT, 400, "RspoolVipExist", SLB_CODES, "there are vips associating with this vServer group."),
    SLB(CLIENT, 400, "RspoolRuleExist", SLB_CODES, "there are rules associating with this vServer group."),
    SLB(CLIENT, 400, "NetworkConflict", SLB_CODES, "there are network conflicts in specified parameter."),
    SLB(CLIENT, 400, "UnsupportedOperation", SLB_CODES, "The specified action is not supported."),
    SLB(CLIENT, 400, "UnsupportedParameter", SLB_CODES, "The specified parameter is not unsupported."),
    SLB(AUTH, 403, "Forbidden", SLB_CODES, "User not authorized to operate on the specified resource."),
    SLB(BUSY, 400, "SystemBusy", SLB_REMOVE, "The system is busy."),
    SLB(BUSY, 449, "SystemBusy", SLB_CODES, "The system is busy."),
    SLB(BUSY, 409, "BackendServer.configuring", SLB_CODES,
        "A previous configuration of the load balancer is pending; please try again later."),
    SLB(BUSY, 400, "ServiceIsConfiguring", SLB_CODES, "A previous configuration is pending; please try again later."),
    SLB(BUSY, 400, "OperationBusy", SLB_CODES, "A previous operation is pending."),
    SLB(BUSY, 400, "OperationBusy", SLB_ADD_V, "The operation is busy."),
    SLB(BUSY, 409, "ServiceIsStopping", SLB_CODES, "The specified Listener is stopping, please retry later."),
    SLB(BUSY, 400, "VServerGroupProcessing", SLB_CODES,
        "A previous configuration of the VServer group is pending; please try again later."),
    SLB(BUSY, 400, "OperationFailed.ServiceGroupProcessing", SLB_ADD_V, "The specified service group is processing."),
    SLB(BUSY, 400, "ProcessingSameRequest", SLB_CODES, "The same request is being processed. Please try later."),
    SLB(BUSY, 400, "VpcSystemBusy", SLB_ADD_V, "Invoke vpc system busy, please retry later."),
    SLB(BUSY, 503, "ServiceUnavailable", SLB_CODES,
        "The request has failed due to a temporary failure of the server now."),
    SLB(BUSY, 503, "ServiceUnavailable", SLB_CODES, "System exception."),

    /* SLB: single sibling actions */
    OF("AddBackendServers", BUSY, 400, "BackendServerProcessing", SLB_ADD,
       "Backend Server is adding, please try again later."),
    OF("AddVServerGroupBackendServers", CLIENT, 400, "InvalidServerId.NotExist", SLB_ADD_V,
       "The specified ServerId is not exist."),
    OF("AddVServerGroupBackendServers", CLIENT, 400, "BackendServer.InvalidType", SLB_ADD_V,
       "The specified Type is invalid."),
    OF("AddVServerGroupBackendServers", CLIENT, 400, "InvalidBackendServers.ServerIpConflict", SLB_ADD_V, "<p>."),
    OF("AddVServerGroupBackendServers", CLIENT, 400, "NetworkConflict", SLB_ADD_V, "<p>."),
    OF("AddVServerGroupBackendServers", CLIENT, 404, "ResourceNotFound.vServers", SLB_ADD_V,
       "The specified enis <p> does not exist."),
    OF("DeleteLoadBalancer", CLIENT, 400, "OperationDenied.DeleteProtectionIsOn", "SLB, DeleteLoadBalancer",
       "The loadbalancer can't be deleted due to DeleteProtection is enabled."),

    /* ESS: what several actions of the product share */
    ESS(CLIENT, 404, "InvalidScalingGroupId.NotFound", ESS_ATTACH, NO_GROUP),
    ESS(CLIENT, 404, "InvalidInstanceId.NotFound", ESS_ATTACH, NO_INSTANCE),
    ESS(AUTH, 403, "Forbidden.Unauthorized", ESS_ATTACH, NOT_AUTHORIZED),
    ESS(CLIENT, 400, "IncorrectScalingGroupStatus", ESS_ATTACH, GROUP_STATUS),
    ESS(CLIENT, 400, "ScalingActivityInProgress", ESS_ATTACH, IN_PROGRESS),
    ESS(CLIENT, 400, "IncorrectLoadBalancerStatus", ESS_ATTACH, BALANCER_STATUS),
    ESS(CLIENT, 400, "IncorrectDBInstanceStatus", ESS_ATTACH, DB_STATUS),
    ESS(CLIENT, 400, "IncorrectCapacity.MinSize", ESS_DETACH, BELOW_MIN),
    ESS(CLIENT, 400, "IncorrectCapacity.MaxSize", ESS_ATTACH,
        "To attach the instances, the total capacity will be greater than the MaxSize."),
    ESS(CLIENT, 400, "IncorrectInstanceStatus", ESS_ATTACH, INSTANCE_STATUS),
    ESS(CLIENT, 400, "InvalidInstanceId.InUse", ESS_ATTACH,
        "Instance \"<p>\" is already attached to another scaling group."),
    ESS(CLIENT, 400, "InvalidInstanceId.RegionMismatch", ESS_ATTACH,
        "Instance \"<p>\" and the specified scaling group are not in the same Region."),
    ESS(CLIENT, 400, "InvalidParameter.Conflict", ESS_CREATE,
        "The value of parameter <p> and parameter <p> are conflict."),
    ESS(CLIENT, 400, "InvalidScalingGroupName.Duplicate", ESS_CREATE,
        "The specified value of parameter <p> is duplicated."),
    ESS(CLIENT, 400, "InvalidParameter", ESS_CLIENT, "The specified value of parameter <p> is not valid."),
    ESS(CLIENT, 400, "InvalidParameter", ESS_REMOVE,
        "The specified group does not support the specified RemovePolicy."),
    ESS(CLIENT, 400, "UnsupportedOperation", ESS_CLIENT, "The specified action is not supported."),
    ESS(CLIENT, 400, "NoSuchVersion", ESS_CLIENT, "The specified version does not exist."),
    ESS(CLIENT, 400, "ResourceNotAvailable", ESS_CLIENT,
        "Resource you requested is not available in this region or zone."),
    ESS(CLIENT, 404, "InvalidRegionId.NotFound", ESS_CREATE, "The specified region does not exist."),
    ESS(AUTH, 403, "Forbidden", ESS_CLIENT, "Users are not authorized to operate on the specified resource."),
    ESS(AUTH, 403, "Forbidden.RiskControl", ESS_CLIENT, "This operation is forbidden by Aliyun Risk Control system."),
    ESS(AUTH, 403, "Forbidden.Unsubscribed", ESS_CLIENT, "Do not have permission to access this API."),
    ESS(AUTH, 403, "Forbidden.UserVerification", ESS_CLIENT, "Your user account is not verified by Aliyun."),

    /* ESS: single sibling actions */
    OF("CreateScalingGroup", CLIENT, 400, "QuotaExceeded.ScalingGroup", ESS_CREATE, "Scaling group quota exceeded."),
    OF("CreateScalingGroup", CLIENT, 404, "InvalidLoadBalancerId.NotFound", ESS_CREATE,
       "The specified Load Balancer does not exist."),
    OF("CreateScalingGroup", CLIENT, 404, "InvalidDBInstanceId.NotFound", ESS_CREATE,
       "DB instance \"<p>\" does not exist."),
    OF("EnableScalingGroup", CLIENT, 400, "MissingActiveScalingConfiguration", ESS_ENABLE,
       "An active scaling configuration for the specified scaling group is not supplied."),
    OF("EnableScalingGroup", CLIENT, 404, "InvalidScalingConfigurationId.NotFound", ESS_ENABLE,
       "The specified scaling configuration does not exist."),
    OF("ModifyScalingGroup", CLIENT, 404, "InvalidScalingConfigurationId.NotFound", "ESS, ModifyScalingGroup",
       "The specified scaling configuration does not exist."),
    OF("DeleteScalingGroup", CLIENT, 400, "InstanceInUse", ESS_DELETE,
       "You cannot delete a scaling configuration or scaling group while there is an instance associated with it."),
    OF("CreateScalingRule", CLIENT, 400, "QuotaExceeded.ScalingRule", ESS_RULE,
       "Scaling rule quota exceeded in the specified scaling group."),
    OF("ExecuteScalingRule", CLIENT, 404, "InvalidScalingRuleAri.NotFound", ESS_EXECUTE,
       "The specified scaling rule Ari does not exist."),
    OF("ExecuteScalingRule", CLIENT, 400, "IncorrectCapacity.NoChange", ESS_EXECUTE,
       "To execute the specified scaling rule, the total capacity will not change."),

    /* the gateway in front of all products */
    COMMON(CLIENT, 400, "MissingParameter", ESS_CLIENT,
           "The input parameter \"<p>\" that is mandatory for processing this request is not supplied."),
    /* newer gateways spell the parameter's name into the code */
    COMMON(CLIENT, 400, "MissingAction", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingVersion", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingRegionId", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingLoadBalancerId", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingVServerGroupId", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingBackendServers", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingScalingGroupId", OBSERVED, ""),
    COMMON(CLIENT, 400, "MissingInstanceId", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingAccessKeyId", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingSignature", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingSignatureMethod", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingSignatureVersion", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingSignatureNonce", OBSERVED, ""),
    COMMON(AUTH, 400, "MissingTimestamp", OBSERVED, ""),
    COMMON(CLIENT, 400, "InvalidParameter", SLB_CODES, "The specified parameter is not valid."),
    COMMON(CLIENT, 400, "InvalidParameter", SLB_RESULT, "The specified parameter \"Action or Version\" is not valid."),
    COMMON(AUTH, 400, "InvalidParamater", SLB_RESULT, "The specified parameter \"<p>\" is not valid."),
    COMMON(CLIENT, 400, "InvalidVersion", OBSERVED, "Specified parameter Version is not valid."),
    COMMON(CLIENT, 400, "NoSuchVersion", ESS_CLIENT, "The specified version does not exist."),
    COMMON(CLIENT, 400, "UnsupportedOperation", ESS_CLIENT, "The specified action is not supported."),
    COMMON(CLIENT, 404, "InvalidAction.NotFound", OBSERVED,
           "Specified api is not found, please check your url and method."),
    COMMON(CLIENT, 403, "InvalidAction", SLB_RESULT, "Specified action is not valid."),
    COMMON(CLIENT, 403, "UnsupportedHTTPMethod", SLB_RESULT, "This http method is not supported."),
    COMMON(CLIENT, 400, "UnsupportedParameter", SLB_CODES, "The specified parameter is not unsupported."),
    COMMON(CLIENT, 400, "IdempotentParameterMismatch", IDEMPOTENCE, "The request is retried with updated parameters."),
    COMMON(CLIENT, 404, "InvalidRegionId.NotFound", SLB_CODES, "The specified RegionId does not exist."),
    COMMON(AUTH, 404, "InvalidAccessKeyId.NotFound", OBSERVED, "Specified access key is not found."),
    COMMON(AUTH, 400, "InvalidAccessKeyId.NotFound", ESS_CLIENT,
           "The Access Key ID provided does not exist in our records."),
    COMMON(AUTH, 0, "InvalidAccessKeyId", OBSERVED, "Specified access key is not found or invalid."),
    COMMON(AUTH, 403, "Forbidden.AccessKeyDisabled", SLB_RESULT, "The Access Key is disabled."),
    COMMON(AUTH, 400, "SignatureDoesNotMatch", OBSERVED,
           "Specified signature is not matched with our calculation. server string to sign is:<p>"),
    COMMON(AUTH, 403, "SignatureDoesNotMatch", ESS_CLIENT,
           "The signature we calculated does not match the one you provided."),
    COMMON(AUTH, 400, "IncompleteSignature", SLB_RESULT, "The request signature does not conform to Aliyun standards."),
    COMMON(AUTH, 400, "SignatureNonceUsed", SLB_ADD_V, "Specified signature nonce was used already."),
    COMMON(AUTH, 400, "SignatureNonceUsed", SLB_RESULT, "The request signature nonce has been used."),
    COMMON(AUTH, 400, "InvalidTimeStamp.Expired", OBSERVED, "Specified time stamp or date value is expired."),
    COMMON(AUTH, 400, "IllegalTimestamp", SLB_RESULT,
           "The input parameter \"Timestamp\" that is mandatory for processing this request is not supplied."),
    COMMON(AUTH, 403, "Forbidden", ESS_CLIENT, "Users are not authorized to operate on the specified resource."),
    COMMON(AUTH, 403, "Forbidden.RAM", SLB_RESULT,
           "User not authorized to operate on the specified resource, or this API doesn't support RAM."),
    COMMON(BUSY, 400, "Throttling", ESS_CLIENT, "Request was denied due to request throttling."),
    COMMON(BUSY, 400, "Throttling.User", ESS_CLIENT, "Request was denied due to request throttling."),
    COMMON(BUSY, 0, "Rejected.Throttling", "terraform-provider-alicloud", ""),
    COMMON(BUSY, 400, "SystemBusy", SLB_REMOVE, "The system is busy."),
    COMMON(BUSY, 503, "ServiceUnavailable", ESS_SERVER,
           "The request has failed due to a temporary failure of the server."),
    COMMON(SERVER, 500, "InternalError", ESS_SERVER,
           "The request processing has failed due to some unknown error, exception or failure."),
};

const size_t rms_catalogue_code_rows_n = RMS_COUNT(rms_catalogue_code_rows);
