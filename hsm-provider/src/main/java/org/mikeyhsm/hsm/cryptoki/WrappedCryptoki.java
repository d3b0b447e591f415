package org.mikeyhsm.hsm.cryptoki;

import java.util.List;

/**
 * What is done once, from C_Initialize to C_Login, to C_FindObjects and C_Finalize, by a wrapper.
 */
abstract class WrappedCryptoki implements Cryptoki {
  private final Cryptoki wrapper;

  WrappedCryptoki(Cryptoki wrapper) {
    this.wrapper = wrapper;
  }

  @Override
  public void initialize() {
    wrapper.initialize();
  }

  @Override
  public void finalizeModule() {
    wrapper.finalizeModule();
  }

  @Override
  public List<SlotId> slotList() {
    return wrapper.slotList();
  }

  @Override
  public SlotInfo slotInfo(SlotId slot) {
    return wrapper.slotInfo(slot);
  }

  @Override
  public TokenInfo tokenInfo(SlotId slot) {
    return wrapper.tokenInfo(slot);
  }

  @Override
  public List<MechanismType> mechanismList(SlotId slot) {
    return wrapper.mechanismList(slot);
  }

  @Override
  public MechanismInfo mechanismInfo(SlotId slot, MechanismType type) {
    return wrapper.mechanismInfo(slot, type);
  }

  @Override
  public void initToken(SlotId slot, byte[] securityOfficerPin, String label) {
    wrapper.initToken(slot, securityOfficerPin, label);
  }

  @Override
  public SessionHandle openSession(SlotId slot) {
    return wrapper.openSession(slot);
  }

  @Override
  public SessionHandle openWritableSession(SlotId slot) {
    return wrapper.openWritableSession(slot);
  }

  @Override
  public void closeSession(SessionHandle session) {
    wrapper.closeSession(session);
  }

  @Override
  public void login(SessionHandle session, byte[] pin) {
    wrapper.login(session, pin);
  }

  @Override
  public void loginSecurityOfficer(SessionHandle session, byte[] pin) {
    wrapper.loginSecurityOfficer(session, pin);
  }

  @Override
  public void initPin(SessionHandle session, byte[] pin) {
    wrapper.initPin(session, pin);
  }

  @Override
  public void logout(SessionHandle session) {
    wrapper.logout(session);
  }

  @Override
  public List<ObjectHandle> findObjects(SessionHandle session, List<Attribute> template) {
    return wrapper.findObjects(session, template);
  }

  @Override
  public KeyPairHandles generateKeyPair(
      SessionHandle session,
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate) {
    return wrapper.generateKeyPair(session, mechanism, publicTemplate, privateTemplate);
  }

  @Override
  public void setAttributes(
      SessionHandle session, ObjectHandle object, List<Attribute> attributes) {
    wrapper.setAttributes(session, object, attributes);
  }

  /** Names the library, for people to read. */
  @Override
  public String toString() {
    return wrapper.toString();
  }
}
