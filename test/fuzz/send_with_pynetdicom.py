"""An association of pynetdicom with all that one can negotiate: identity, roles, a window, extended negotiation.

Arguments: the port, and a file to store.
"""
import sys

from pydicom import dcmread
from pynetdicom import AE
from pynetdicom.pdu_primitives import (
    AsynchronousOperationsWindowNegotiation,
    SCP_SCU_RoleSelectionNegotiation,
    SOPClassExtendedNegotiation,
    UserIdentityNegotiation,
)

port, path = int(sys.argv[1]), sys.argv[2]
data_set = dcmread(path)

entity = AE(ae_title='SENDER')
entity.add_requested_context('1.2.840.10008.1.1')
entity.add_requested_context(data_set.SOPClassUID, data_set.file_meta.TransferSyntaxUID)

identity = UserIdentityNegotiation()
identity.user_identity_type, identity.primary_field, identity.secondary_field = 2, b'name', b'passcode'
identity.positive_response_requested = False
window = AsynchronousOperationsWindowNegotiation()
window.maximum_number_operations_invoked, window.maximum_number_operations_performed = 5, 5
role = SCP_SCU_RoleSelectionNegotiation()
role.sop_class_uid, role.scu_role, role.scp_role = data_set.SOPClassUID, True, True
extended = SOPClassExtendedNegotiation()
extended.sop_class_uid, extended.service_class_application_information = data_set.SOPClassUID, b'\x02\x00\x03\x00\x01\x00'

association = entity.associate(
    '127.0.0.1', port, ae_title='CAMBIUM', ext_neg=[identity, window, role, extended], max_pdu=8192
)
if association.is_established:
    association.send_c_echo()
    association.send_c_store(data_set)
    association.release()
