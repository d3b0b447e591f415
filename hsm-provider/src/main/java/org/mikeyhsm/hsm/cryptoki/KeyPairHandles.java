package org.mikeyhsm.hsm.cryptoki;

/**
 * What C_GenerateKeyPair made.
 *
 * @param publicKey the public key's object
 * @param privateKey the private key's object
 */
public record KeyPairHandles(ObjectHandle publicKey, ObjectHandle privateKey) {}
